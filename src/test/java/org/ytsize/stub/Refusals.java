package org.ytsize.stub;

import java.util.List;

/**
 * What YouTube says about videos that cannot be watched, in its own words, with its own apostrophes: most are U+2019,
 * some are not. Stateless.
 */
final class Refusals {
    /** Far enough away never to come: 1 January 2100. */
    private static final String SCHEDULE = "4102444800";

    private static final String UNAVAILABLE = "Video unavailable";
    private static final String ERROR = "ERROR";
    private static final String UNPLAYABLE = "UNPLAYABLE";
    private static final String LOGIN_REQUIRED = "LOGIN_REQUIRED";

    private Refusals() {}

    static PlayerReply isPrivate(String id) {
        return PlayerReply.refused(
                        LOGIN_REQUIRED, "Private video", "Sign in if you\u2019ve been granted access to this video")
                .playability(
                        "messages", List.of("This is a private video. Please sign in to verify that you may see it."));
    }

    static PlayerReply removed(String id) {
        return PlayerReply.refused(ERROR, UNAVAILABLE, "This video has been removed by the uploader");
    }

    static PlayerReply terminated(String id) {
        return PlayerReply.refused(
                ERROR,
                UNAVAILABLE,
                "This video is no longer available because the YouTube account associated with this video has been"
                        + " terminated.");
    }

    static PlayerReply ageRestricted(String id) {
        return PlayerReply.refused(
                        LOGIN_REQUIRED,
                        "Sign in to confirm your age",
                        "This video may be inappropriate for some users.")
                .about(id)
                .playability("desktopLegacyAgeGateReason", 1)
                .microformat("isFamilySafe", false);
    }

    static PlayerReply membersOnly(String id) {
        return PlayerReply.refused(
                        UNPLAYABLE,
                        "Join this channel to get access to members-only content like this video, and other exclusive"
                                + " perks.",
                        "")
                .about(id);
    }

    static PlayerReply notInThisCountry(String id) {
        return PlayerReply.refused(
                        UNPLAYABLE, UNAVAILABLE, "The uploader has not made this video available in your country.")
                .about(id)
                .microformat("availableCountries", List.of("AT", "CH", "DE"));
    }

    static PlayerReply blockedInThisCountry(String id) {
        return PlayerReply.refused(
                UNPLAYABLE,
                UNAVAILABLE,
                "This video contains content from Stub Music Group, who has blocked it in your country on copyright"
                        + " grounds");
    }

    static PlayerReply paid(String id) {
        return PlayerReply.refused(UNPLAYABLE, "This video requires payment to watch.", "")
                .about(id);
    }

    /** yt-dlp goes over to the trailer, an ordinary video. */
    static PlayerReply paidWithTrailer(String id) {
        Json trailer = Json.of("trailerVideoId", Scenario.PLAIN.videoId());
        return paid(id).playability("errorScreen", Json.of("playerLegacyDesktopYpcTrailerRenderer", trailer));
    }

    static PlayerReply musicPremium(String id) {
        return PlayerReply.refused(UNPLAYABLE, "This video is only available to Music Premium members", "")
                .about(id);
    }

    static PlayerReply notFound(String id) {
        return PlayerReply.refused(ERROR, UNAVAILABLE, "");
    }

    static PlayerReply unclear(String id) {
        return PlayerReply.refused(ERROR, "This video is not available", "");
    }

    static PlayerReply unheardOf(String id) {
        return PlayerReply.refused(UNPLAYABLE, "This video is resting", "It will be back when it has slept.");
    }

    /** What apps are told of a video for children; its page plays it. */
    static PlayerReply notForApps(String id) {
        return PlayerReply.refused(UNPLAYABLE, "This video is not available", "");
    }

    static PlayerReply processing(String id) {
        return PlayerReply.refused(UNPLAYABLE, "We\u2019re processing this video. Check back later.", "");
    }

    static PlayerReply signIn(String id) {
        return PlayerReply.refused(LOGIN_REQUIRED, "Please sign in", "");
    }

    static PlayerReply botCheck(String id) {
        return PlayerReply.refused(
                LOGIN_REQUIRED,
                "Sign in to confirm you\u2019re not a bot",
                "This helps protect our community. Learn more");
    }

    static PlayerReply captcha(String id) {
        return new PlayerReply(
                Json.of("status", UNPLAYABLE)
                        .with("reason", "Something went wrong")
                        .with("errorScreen", Json.of("playerCaptchaViewModel", Json.of("title", "Are you there?"))),
                Json.EMPTY,
                Json.EMPTY,
                Json.EMPTY,
                "");
    }

    /** Here YouTube's apostrophe is a plain one. */
    static PlayerReply sessionLimit(String id) {
        return PlayerReply.refused(UNPLAYABLE, UNAVAILABLE, "This content isn't available, try again later.");
    }

    static PlayerReply upcoming(String id) {
        Json slate = Json.of("scheduledStartTime", SCHEDULE)
                .with("mainText", Json.of("runs", List.of(Json.of("text", "Live in 3 hours"))));
        Json streamability = Json.of("videoId", id)
                .with("offlineSlate", Json.of("liveStreamOfflineSlateRenderer", slate))
                .with("pollDelayMs", "60000");
        Json times = Json.of("isLiveNow", false).with("startTimestamp", "2100-01-01T00:00:00+00:00");
        return offline("This live event will begin in 3 hours.")
                .about(id)
                .playability("liveStreamability", Json.of("liveStreamabilityRenderer", streamability))
                .lasting(0)
                .detail("isLiveContent", true)
                .detail("isUpcoming", true)
                .microformat("liveBroadcastDetails", times);
    }

    /** Has no field that says it is to come: only its reason does. */
    static PlayerReply premiere(String id) {
        return offline("Premieres in 30 minutes").about(id).lasting(0);
    }

    private static PlayerReply offline(String reason) {
        return new PlayerReply(
                Json.of("status", "LIVE_STREAM_OFFLINE").with("reason", reason).with("playableInEmbed", true),
                Json.EMPTY,
                Json.EMPTY,
                Json.EMPTY,
                "");
    }
}
