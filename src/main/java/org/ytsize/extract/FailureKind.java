package org.ytsize.extract;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every way an extraction can fail. A constant knows all that follows from it; nothing else asks what an error message says.
 *
 * <p>Constants that describe the video are good answers about it: they prove that the path to YouTube works.
 */
public enum FailureKind {
    // Of the address that the service asks from.
    BOT_CHECK(
            503,
            Retry.OTHER_EGRESS,
            Verdict.TRIP,
            Times.NEVER,
            900,
            "YouTube asks this service to prove that it is not a bot."),
    SESSION_RATE_LIMITED(
            503,
            Retry.OTHER_EGRESS,
            Verdict.TRIP,
            Times.NEVER,
            3600,
            "YouTube limits how much this service may ask; it will be allowed again later."),
    IP_BLOCKED(
            503,
            Retry.OTHER_EGRESS,
            Verdict.TRIP,
            Times.NEVER,
            900,
            "YouTube refuses to answer this service at the moment."),
    UPSTREAM_THROTTLED(
            503, Retry.SAME, Verdict.FAILURE, Times.NEVER, 60, "YouTube has had too many requests from this service."),
    UPSTREAM_FORBIDDEN(
            502, Retry.OTHER_EGRESS, Verdict.FAILURE, Times.NEVER, 0, "YouTube refused the request of this service."),

    // Of YouTube or the network.
    UPSTREAM_ERROR(502, Retry.SAME, Verdict.FAILURE, Times.NEVER, 0, "YouTube answered with an error."),
    NO_PLAYER_RESPONSE(
            502, Retry.SAME, Verdict.FAILURE, Times.NEVER, 0, "YouTube did not answer with the video's data."),
    NETWORK_TIMEOUT(504, Retry.SAME, Verdict.FAILURE, Times.NEVER, 0, "The connection to YouTube timed out."),
    NETWORK_ERROR(503, Retry.SAME, Verdict.FAILURE, Times.NEVER, 30, "YouTube cannot be reached from this service."),
    PROXY_ERROR(
            503,
            Retry.OTHER_EGRESS,
            Verdict.FAILURE,
            Times.NEVER,
            30,
            "The proxy between this service and YouTube does not work."),

    // Of the video: a good answer about it.
    AGE_RESTRICTED(403, Retry.NEVER, Verdict.SUCCESS, Times.HOUR, 0, "The video is age-restricted."),
    PRIVATE(403, Retry.NEVER, Verdict.SUCCESS, Times.HALF_HOUR, 0, "The video is private."),
    MEMBERS_ONLY(403, Retry.NEVER, Verdict.SUCCESS, Times.HOUR, 0, "The video is for members of its channel."),
    PAYMENT_REQUIRED(402, Retry.NEVER, Verdict.SUCCESS, Times.HOUR, 0, "The video has to be paid for."),
    GEO_BLOCKED(
            451,
            Retry.OTHER_EGRESS,
            Verdict.SUCCESS,
            Times.HOUR,
            0,
            "The video is not available in the country of this service."),
    DRM(422, Retry.NEVER, Verdict.SUCCESS, Times.HOUR, 0, "The video is protected, its sizes are not told."),
    UPCOMING(409, Retry.NEVER, Verdict.SUCCESS, Times.TEN_MINUTES, 600, "The video has not started yet."),
    LIVE(409, Retry.NEVER, Verdict.SUCCESS, Times.MINUTE, 0, "The video is live: it has no size before it ends."),
    PROCESSING(409, Retry.NEVER, Verdict.SUCCESS, Times.MINUTE, 300, "YouTube is still processing the video."),
    REMOVED(410, Retry.NEVER, Verdict.SUCCESS, Times.HALF_HOUR, 0, "The video has been removed."),
    VIDEO_NOT_FOUND(404, Retry.NEVER, Verdict.SUCCESS, Times.HALF_HOUR, 0, "There is no such video."),
    UNAVAILABLE_UNCLEAR(
            404,
            Retry.OTHER_CLIENTS,
            Verdict.NOTHING,
            Times.MINUTE,
            0,
            "The video is not available, and YouTube does not say why."),
    LOGIN_REQUIRED(
            403, Retry.NEVER, Verdict.NOTHING, Times.MINUTE, 0, "YouTube shows the video to signed-in users only."),
    NO_SIZES(502, Retry.OTHER_CLIENTS, Verdict.SUCCESS, Times.MINUTE, 0, "YouTube tells no size for this video."),

    // Between YouTube's reply and yt-dlp.
    NO_FORMATS(502, Retry.OTHER_CLIENTS, Verdict.UNREAD, Times.NEVER, 0, "YouTube offered no formats for this video."),
    SOLVER_FAILED(
            502, Retry.NEVER, Verdict.FAILURE, Times.NEVER, 0, "yt-dlp could not read YouTube's reply on this host."),
    EXTRACTOR_BROKEN(
            502,
            Retry.NEVER,
            Verdict.UNREAD,
            Times.NEVER,
            0,
            "yt-dlp does not understand YouTube's reply; it needs an update."),

    // Of the caller.
    INVALID_URL(
            400, Retry.NEVER, Verdict.NOTHING, Times.NEVER, 0, "yt-dlp does not take this for the address of a video."),
    COOKIES_INVALID(
            400, Retry.NEVER, Verdict.NOTHING, Times.NEVER, 0, "The cookies are not valid, or not valid any more."),

    // Of this host.
    TOOL_MISSING(
            "NOT_FOUND", 503, Retry.NEVER, Verdict.NOTHING, Times.NEVER, 60, "yt-dlp is not installed on this host."),
    TOOL_USAGE(500, Retry.NEVER, Verdict.NOTHING, Times.NEVER, 0, "yt-dlp does not accept how this service is set up."),
    TOOL_CRASH(503, Retry.SAME, Verdict.FAILURE, Times.NEVER, 5, "The lookup crashed."),
    BAD_OUTPUT(502, Retry.SAME, Verdict.FAILURE, Times.NEVER, 0, "yt-dlp gave an answer that makes no sense."),
    TOO_LARGE(
            502, Retry.NEVER, Verdict.NOTHING, Times.NEVER, 0, "yt-dlp's answer is larger than this service accepts."),
    TIMEOUT(504, Retry.OTHER_EGRESS, Verdict.FAILURE, Times.NEVER, 0, "The lookup timed out."),
    QUEUE_FULL(
            503,
            Retry.NEVER,
            Verdict.NOTHING,
            Times.NEVER,
            5,
            "Too many lookups are waiting; please try again in a moment."),
    CIRCUIT_OPEN(
            503,
            Retry.NEVER,
            Verdict.NOTHING,
            Times.NEVER,
            30,
            "YouTube does not answer this service properly; it will be asked again in a moment.");

    /** What may help after a failure. */
    public enum Retry {
        NEVER,
        /** The same again, after a pause. */
        SAME,
        /** Asked in yt-dlp's own way instead of the cheapest. */
        OTHER_CLIENTS,
        /** From another address, where there is one. */
        OTHER_EGRESS
    }

    /** What a failure tells of the path to YouTube. */
    public enum Verdict {
        /** The path works. */
        SUCCESS,
        FAILURE,
        /** The path is closed: no use in trying further. */
        TRIP,
        /** YouTube answered, and yt-dlp made nothing of it. One may be odd; where most are, it is no use asking for more. */
        UNREAD,
        NOTHING
    }

    private static final class Times {
        static final Duration NEVER = Duration.ZERO;
        static final Duration MINUTE = Duration.ofMinutes(1);
        static final Duration TEN_MINUTES = Duration.ofMinutes(10);
        static final Duration HALF_HOUR = Duration.ofMinutes(30);
        static final Duration HOUR = Duration.ofHours(1);
    }

    private final String code;
    private final int status;
    private final Retry retry;
    private final Verdict verdict;
    private final Duration memory;
    private final Duration retryAfter;
    private final String sentence;

    FailureKind(int status, Retry retry, Verdict verdict, Duration memory, int retryAfterSeconds, String sentence) {
        this(null, status, retry, verdict, memory, retryAfterSeconds, sentence);
    }

    FailureKind(
            @Nullable String code,
            int status,
            Retry retry,
            Verdict verdict,
            Duration memory,
            int retryAfterSeconds,
            String sentence) {
        this.code = code == null ? name() : code;
        this.status = status;
        this.retry = retry;
        this.verdict = verdict;
        this.memory = memory;
        this.retryAfter = Duration.ofSeconds(retryAfterSeconds);
        this.sentence = sentence;
    }

    /** The code in the answer's body. */
    public String code() {
        return code;
    }

    /** The HTTP status of the answer, 400 to 504; never 429, which is the caller's own limit alone. */
    public int status() {
        return status;
    }

    public Retry retry() {
        return retry;
    }

    public Verdict verdict() {
        return verdict;
    }

    /** Whether it says that the path to YouTube does not work. */
    public boolean isOfThePath() {
        return verdict == Verdict.FAILURE || verdict == Verdict.TRIP;
    }

    /** For how long the failure may be remembered as an answer about the video; zero for not at all. */
    public Duration memory() {
        return memory;
    }

    /** When to ask again, for the Retry-After header; zero where no time can be told. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** What happened, for people. */
    public String sentence() {
        return sentence;
    }

    /** Whether it tells nothing of the video or the caller: something between us and YouTube went wrong, or nobody was asked. */
    public boolean isOurs() {
        return status >= 500 && memory.isZero();
    }

    /** Whether those who look after the service should hear of it: it is ours, and no mere consequence of others that they hear of, or of how much is asked. */
    public boolean isToBeReported() {
        return isOurs() && this != QUEUE_FULL && this != CIRCUIT_OPEN;
    }

    /**
     * Whether it says too little to be believed against sizes that are known: it is ours, or YouTube does not say what is
     * the matter with the video.
     */
    public boolean isDoubtful() {
        return isOurs() || this == UNAVAILABLE_UNCLEAR || this == LOGIN_REQUIRED || this == NO_SIZES;
    }

    /**
     * Whether it is of the addresses that this instance asks from: they are shut out, or were by this very lookup. An
     * instance with others may know better.
     */
    public boolean isOfOurAddresses() {
        return verdict == Verdict.TRIP || this == CIRCUIT_OPEN;
    }

    /** Whether somebody's cookies may show the video that others do not get. */
    public boolean cookiesMayHelp() {
        return this == AGE_RESTRICTED
                || this == PRIVATE
                || this == MEMBERS_ONLY
                || this == LOGIN_REQUIRED
                || this == PAYMENT_REQUIRED;
    }
}
