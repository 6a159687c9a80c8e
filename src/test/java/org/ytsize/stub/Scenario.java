package org.ytsize.stub;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that the stub can do with a video, each under a video id of its own. An id that is none of these is an
 * ordinary video, like {@link #PLAIN}, in which each format with a known size has {@code Math.floorMod(id.hashCode(),
 * 1_000_003)} bytes more than there, so that different videos have different sizes.
 */
@SuppressWarnings("ImmutableEnumChecker") // behaviours are stateless
public enum Scenario {
    PLAIN("dQw4w9WgXcQ", "an ordinary video of 213 s; 144p and its audio are exactly 5,000,000 bytes", Videos::plain),
    SIXTY_FPS(
            "sixty-fps--",
            "has the rows of 60 pictures a second: 298, 299, 302, 303, 308, and 400",
            Videos::sixtyFrames),
    FRACTIONAL("fractional-", "lasts 213.731 s; 394, 397, 399 and 251 have a bitrate but no size", Videos::fractional),
    SABR_ONLY("sabr-only--", "no format has an address, not even an encrypted one", Videos::sabrOnly),
    CIPHERED("ciphered---", "every address needs the page's script for its signature and its n", Videos::ciphered),
    OTF("otf-formats", "the pictures are sent on the fly, so that they have no exact size", Videos::otf),
    SHORT("short-video", "portrait: 1080p is 1080 wide and 1920 high", Videos::portrait),
    CROPPED("cropped----", "wide screen: 1080p is 804 high", Videos::cropped),
    HDR("hdr-only---", "the itags of HDR only, but for 133 and 160", Videos::hdr),
    PREMIUM("premium----", "also has 1080p Premium: 356 and 721", Videos::premium),
    DUBBED("dubbed-drc-", "Spanish, dubbed in English (default) and German, each with DRC as well", Videos::dubbed),
    UPSCALED("upscaled---", "up to 480p, and 1080p computed from it, by the itags of real 1080p", Videos::upscaled),
    FOUR_K("four-k-----", "up to 2160p, also at 60 pictures a second", Videos::fourK),
    EIGHT_K("eight-k----", "up to 4320p", Videos::eightK),
    TWO_HOURS("two-hours--", "lasts two hours", Videos::twoHours),
    COMBINED("combined---", "pictures in 360p alone, in one with their sound; and audio beside them", Videos::combined),
    SOUNDLESS("no-sound---", "has pictures but no audio", Videos::soundless),
    RATES("rates-only-", "its formats have bitrates, but neither sizes nor lengths", Videos::rates),
    UNDATED("undated----", "YouTube tells neither its date nor for whom it is", Videos::undated),
    UNLISTED("unlisted---", "can be watched by those who know its id", Videos::unlisted),
    MADE_FOR_KIDS(
            "madeforkids",
            "its page plays it, but no app does",
            200,
            "",
            Behaviour.byClient(Behaviour.says(Videos::madeForKids), Behaviour.says(Refusals::notForApps))),
    LYING("lying-sizes", "sizes that are negative, beyond 64 bits, words, zero, fractions or empty", Videos::lying),
    HUGE_PAGE("huge-page--", "its page is larger than 10 MiB", 200, "", Behaviour.swollen(Videos::plain, 40)),
    SLOW(
            "slow-------",
            "answers late: after 5 seconds, in tests when the gate opens",
            200,
            "",
            Behaviour.slow(Behaviour.says(Videos::plain))),
    NO_PAGE(
            "no-page----",
            "its page answers 500, but the player API works",
            200,
            "",
            Behaviour.byPath(Behaviour.fails(500, "Error 500 (Server Error)!!1"), Behaviour.says(Videos::plain))),

    AUDIO_ONLY("audio-only-", "has audio but no pictures", 502, "NO_SIZES", Videos::audioOnly),
    NO_SIZES("no-sizes---", "its formats have neither sizes nor bitrates", 502, "NO_SIZES", Videos::sizeless),
    HUGE_ANSWER("huge-answer", "what yt-dlp tells of it is larger than 10 MiB", 502, "TOO_LARGE", Videos::wordy),
    DRM("drm--------", "encrypted for those who rented it", 422, "DRM", Videos::encrypted),

    LIVE("live-now---", "is being broadcast", 409, "LIVE", Videos::live),
    UPCOMING("upcoming---", "will be broadcast on 1 January 2100", 409, "UPCOMING", Refusals::upcoming),
    PREMIERE("premiere---", "a premiere of which only the reason tells so", 409, "UPCOMING", Refusals::premiere),
    JUST_ENDED("just-ended-", "was live a minute ago: no sizes yet", 409, "PROCESSING", Videos::justEnded),
    PROCESSING("processing-", "YouTube has not finished encoding it", 409, "PROCESSING", Refusals::processing),

    PRIVATE("private----", "a private video", 403, "PRIVATE", Refusals::isPrivate),
    FOR_FRIENDS(
            "for-friends",
            "a private video that whoever is signed in may see",
            403,
            "PRIVATE",
            Behaviour.byAccount(Behaviour.says(Videos::forFriends), Behaviour.says(Refusals::isPrivate))),
    AGE("age-limit--", "asks for one's age", 403, "AGE_RESTRICTED", Refusals::ageRestricted),
    MEMBERS("members----", "for members of its channel", 403, "MEMBERS_ONLY", Refusals::membersOnly),
    SIGN_IN("sign-in----", "wants one to sign in, and does not say why", 403, "LOGIN_REQUIRED", Refusals::signIn),
    PAID("paid-------", "to be bought or rented", 402, "PAYMENT_REQUIRED", Refusals::paid),
    TRAILER("trailer----", "to be paid for, with a trailer", 402, "PAYMENT_REQUIRED", Refusals::paidWithTrailer),
    MUSIC_PREMIUM("music-prem-", "for subscribers of Music Premium", 402, "PAYMENT_REQUIRED", Refusals::musicPremium),
    GEO_BLOCKED(
            "geo-blocked", "for three countries, ours not among them", 451, "GEO_BLOCKED", Refusals::notInThisCountry),
    COPYRIGHT(
            "copyright--",
            "blocked in our country by who owns the music",
            451,
            "GEO_BLOCKED",
            Refusals::blockedInThisCountry),
    REMOVED("removed----", "taken away by its uploader", 410, "REMOVED", Refusals::removed),
    TERMINATED("terminated-", "its uploader's account was terminated", 410, "REMOVED", Refusals::terminated),
    MISSING("not-found--", "there is no such video", 404, "VIDEO_NOT_FOUND", Refusals::notFound),
    UNCLEAR("unclear----", "is not available, and nobody knows why", 404, "UNAVAILABLE_UNCLEAR", Refusals::unclear),
    UNKNOWN_REASON(
            "unknown----",
            "is not available, for a reason that nobody has heard of yet",
            404,
            "UNAVAILABLE_UNCLEAR",
            Refusals::unheardOf),

    BOT_CHECK("bot-check--", "thinks that we are a bot", 503, "BOT_CHECK", Refusals::botCheck),
    CAPTCHA("captcha----", "wants a captcha solved", 503, "BOT_CHECK", Refusals::captcha),
    SESSION_LIMIT(
            "sess-limit-",
            "says that this session has asked too much",
            503,
            "SESSION_RATE_LIMITED",
            Refusals::sessionLimit),
    ANOTHER_VIDEO("another----", "answers with somebody else's video", 503, "IP_BLOCKED", Videos::another),
    HTTP_429("http-429---", "429 for everything", 503, "UPSTREAM_THROTTLED", Behaviour.fails(429, "Sorry...")),
    HTTP_403(
            "http-403---",
            "403 for everything",
            502,
            "UPSTREAM_FORBIDDEN",
            Behaviour.fails(403, "Error 403 (Forbidden)!!1")),
    HTTP_500(
            "http-500---",
            "500 for everything",
            502,
            "UPSTREAM_ERROR",
            Behaviour.fails(500, "Error 500 (Server Error)!!1")),
    CUT_OFF(
            "cut-off----",
            "the connection ends early in every reply",
            503,
            "NETWORK_ERROR",
            Behaviour.cutOff(Videos::plain)),
    BROKEN_JSON(
            "broken-json",
            "the JSON of page and API breaks off",
            502,
            "UPSTREAM_ERROR",
            Behaviour.broken(Videos::plain)),
    NOISE("noise------", "replies with random bytes", 502, "UPSTREAM_ERROR", Behaviour.noise()),
    EMPTY("empty------", "replies with 200 and nothing", 502, "UPSTREAM_ERROR", Behaviour.empty()),
    SILENT("silent-----", "never replies", 504, "TIMEOUT", Behaviour.silent());

    private static final Map<String, Scenario> BY_ID =
            Arrays.stream(values()).collect(Collectors.toMap(Scenario::videoId, Function.identity()));

    private final String videoId;
    private final String description;
    private final int status;
    private final String code;
    private final Behaviour behaviour;

    Scenario(String videoId, String description, Function<String, PlayerReply> reply) {
        this(videoId, description, 200, "", reply);
    }

    Scenario(String videoId, String description, int status, String code, Function<String, PlayerReply> reply) {
        this(videoId, description, status, code, Behaviour.says(reply));
    }

    Scenario(String videoId, String description, int status, String code, Behaviour behaviour) {
        if (!videoId.matches("[A-Za-z0-9_-]{11}")) {
            throw new IllegalArgumentException("not a video id: " + videoId);
        }
        this.videoId = videoId;
        this.description = description;
        this.status = status;
        this.code = code;
        this.behaviour = behaviour;
    }

    /** The scenario of an id, if it has one. */
    public static Optional<Scenario> of(String videoId) {
        return Optional.ofNullable(BY_ID.get(videoId));
    }

    /** By how many bytes each exact size of a video without a scenario is larger than the plain video's. */
    public static long surplus(String videoId) {
        return Videos.surplus(videoId);
    }

    public String videoId() {
        return videoId;
    }

    /** In a few words, what is the matter with the video. */
    public String description() {
        return description;
    }

    /** The HTTP status with which the service should answer whoever sends no cookies. */
    public int status() {
        return status;
    }

    /** The {@code code} with which the service should answer; empty for a success. */
    public String code() {
        return code;
    }

    Behaviour behaviour() {
        return behaviour;
    }
}
