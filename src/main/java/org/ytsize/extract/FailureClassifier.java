package org.ytsize.extract;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.DOTALL;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells from yt-dlp's lines what went wrong.
 *
 * <p>The texts are YouTube's (English, because yt-dlp asks for it) or yt-dlp's own; the order of the rules decides, since several may match.
 * An error that only says that nothing came back has its cause in the warnings before it; so has a warning of that kind, as missing
 * formats are no error for yt-dlp here.
 */
final class FailureClassifier {
    /** Which extractor complains, and about which video: an id may spell any word. */
    private static final Pattern ABOUT = Pattern.compile("^\\[[\\w:+-]+\\] [\\w-]{11}: ");

    /** A hiccup. If yt-dlp did not get over it, another line says so, or nothing does. */
    private static final Pattern RETRY = Pattern.compile("Retrying \\(\\d+/\\d+\\)");

    /** A text of YouTube's. yt-dlp's own, which may stand in the same place, are about ids, clients or formats. */
    private static final Pattern REASON =
            Pattern.compile("^\\[youtube\\] (?!\\[|[\\w-]{11}: |.*(?:[Cc]lient|[Ff]ormats|No title found))", DOTALL);

    /** What yt-dlp says after it, but for lines that are not its extractor's. */
    private static final String NO_FORMATS_FOUND = "No video formats found";

    private static final String EXTRACTOR = "[youtube] ";

    private record Rule(FailureKind kind, Pattern pattern) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    FailureKind.INVALID_URL,
                    "incomplete youtube id|looks truncated|did you forget to quote|no suitable extractor|unsupported url|is not a valid url|without video id"),
            rule(
                    FailureKind.COOKIES_INVALID,
                    "account cookies are no longer valid|does not look like a netscape|failed to load cookies|invalid netscape format"),
            rule(FailureKind.BOT_CHECK, "not a bot|confirm you're not|captcha challenge before playback"),
            rule(
                    FailureKind.SESSION_RATE_LIMITED,
                    "isn't available.*try again later|try again later.*isn't available|rate-limited by youtube"),
            rule(
                    FailureKind.IP_BLOCKED,
                    "your ip is likely being blocked|all player responses are invalid|skipping player responses from"),
            rule(FailureKind.UPSTREAM_THROTTLED, "http error 429|too many requests"),
            rule(FailureKind.UPSTREAM_FORBIDDEN, "http error 403"),
            rule(
                    FailureKind.UPSTREAM_ERROR,
                    "http error 5\\d\\d|http error 400|precondition check failed|youtube said: (?!error code: 15)|incomplete data received|failed to parse json"),
            rule(
                    FailureKind.PROXY_ERROR,
                    "proxyerror|unable to connect to proxy|socks|tunnel connection failed|proxy connection"),
            rule(FailureKind.NETWORK_TIMEOUT, "timed out|timeout error"),
            rule(
                    FailureKind.NETWORK_ERROR,
                    "failed to resolve|name or service not known|temporary failure in name resolution|connection (?:refused|reset|aborted)|network is unreachable|no route to host|more expected|remote end closed|certificate verify failed|certificate_verify_failed|\\bssl\\b|incompleteread|unable to download webpage"),
            rule(FailureKind.AGE_RESTRICTED, "confirm your age|age-restricted|inappropriate for some users"),
            rule(FailureKind.PRIVATE, "private video|video is private"),
            rule(
                    FailureKind.MEMBERS_ONLY,
                    "members-only|join this channel|channel's members|members of th(?:e|is) channel"),
            rule(
                    FailureKind.PAYMENT_REQUIRED,
                    "requires payment|music premium|only available to .*premium|\\brental\\b"),
            rule(FailureKind.GEO_BLOCKED, "available in your country|blocked it in your country|from your location"),
            rule(FailureKind.DRM, "drm protected"),
            rule(FailureKind.UPCOMING, "will begin in|premieres in|premiere will begin|live event has not started"),
            rule(
                    FailureKind.PROCESSING,
                    "processing this video|live stream recording is not available|live (?:event|stream) has ended|post_live"),
            rule(FailureKind.REMOVED, "has been removed|account .*terminated|copyright|no longer available|violating"),
            rule(FailureKind.UNAVAILABLE_UNCLEAR, "workspace administrator|playback on other websites"),
            rule(FailureKind.VIDEO_NOT_FOUND, "video unavailable|does not exist"),
            rule(
                    FailureKind.UNAVAILABLE_UNCLEAR,
                    "this video is (?:not available|unavailable)|not available on this app|isn't available|an error occurred\\. please|blocked by its owner"),
            rule(FailureKind.LOGIN_REQUIRED, "sign in|login_required|registered users"),
            rule(
                    FailureKind.NO_FORMATS,
                    "missing a url|only images are available|requested format is not available|no video formats found"),
            rule(
                    FailureKind.SOLVER_FAILED,
                    "n challenge solving failed|signature solving failed|no supported javascript runtime|challenge solver .*skipped"),
            rule(FailureKind.NO_PLAYER_RESPONSE, "failed to extract any player response"),
            rule(FailureKind.TOOL_CRASH, "memoryerror"),
            rule(
                    FailureKind.EXTRACTOR_BROKEN,
                    "please report this issue|unable to extract|an extractor error has occurred|traceback|confirm you are on the latest version"));

    /** They say that nothing came back, not why. */
    private static final Set<FailureKind> GENERIC = EnumSet.of(
            FailureKind.NO_PLAYER_RESPONSE,
            FailureKind.EXTRACTOR_BROKEN,
            FailureKind.NO_FORMATS,
            FailureKind.SOLVER_FAILED);

    private FailureClassifier() {}

    /** What {@code log} says went wrong, or empty if no rule knows it. */
    static Optional<FailureKind> classify(List<LogLine> log) {
        List<LogLine> lasting =
                log.stream().filter(line -> !RETRY.matcher(line.text()).find()).toList();
        Optional<FailureKind> kind = told(lasting);
        if (kind.equals(Optional.of(FailureKind.NO_FORMATS)) && hasUnknownReason(lasting)) {
            return Optional.of(FailureKind.UNAVAILABLE_UNCLEAR);
        }
        return kind.isPresent() && !GENERIC.contains(kind.get()) ? kind : told(log);
    }

    private static boolean hasUnknownReason(List<LogLine> log) {
        List<LogLine> before = log.stream()
                .takeWhile(line -> !line.text().contains(NO_FORMATS_FOUND))
                .toList();
        return before.size() < log.size()
                && before.stream()
                        .filter(line -> line.text().startsWith(EXTRACTOR))
                        .reduce((earlier, later) -> later)
                        .filter(line -> REASON.matcher(line.text()).find())
                        .filter(line -> first(List.of(line), line.level()).isEmpty())
                        .isPresent();
    }

    private static Optional<FailureKind> told(List<LogLine> log) {
        Optional<FailureKind> error = first(log, LogLine.Level.ERROR);
        if (error.isPresent() && !GENERIC.contains(error.get())) {
            return error;
        }
        Optional<FailureKind> warning = first(log, LogLine.Level.WARNING);
        boolean warningSaysMore = warning.isPresent() && (error.isEmpty() || !GENERIC.contains(warning.get()));
        return warningSaysMore ? warning : error;
    }

    private static Optional<FailureKind> first(List<LogLine> log, LogLine.Level level) {
        List<String> texts = log.stream()
                .filter(line -> line.level() == level)
                .map(line -> ABOUT.matcher(line.text()).replaceFirst("").replace('\u2019', '\''))
                .toList();
        return RULES.stream()
                .filter(rule -> texts.stream()
                        .anyMatch(text -> rule.pattern().matcher(text).find()))
                .map(Rule::kind)
                .findFirst();
    }

    private static Rule rule(FailureKind kind, String regex) {
        return new Rule(kind, Pattern.compile(regex, CASE_INSENSITIVE | DOTALL));
    }
}
