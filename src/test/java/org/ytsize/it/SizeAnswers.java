package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.Scenario;

/** What a size question is answered with, and what of it matters. */
interface SizeAnswers extends Promises {
    String PLAIN = Scenario.PLAIN.videoId();

    /** Somebody's cookies, with lines for other domains among them. */
    String COOKIES = """
            # Netscape HTTP Cookie File
            .youtube.com\tTRUE\t/\tTRUE\t4102444800\tSID\tlent-cookie
            .youtube.com\tTRUE\t/\tTRUE\t4102444800\tSAPISID\tlent-cookie
            .youtube.com\tTRUE\t/\tTRUE\t4102444800\tLOGIN_INFO\tlent-cookie
            #HttpOnly_.google.com\tTRUE\t/\tTRUE\t4102444800\tHSID\tlent-cookie
            .bank.example\tTRUE\t/\tTRUE\t4102444800\tsession\tnobodys-business
            """;

    @Test
    default void answer_hasAllTwelveRows_inBytesAndForPeople_andTheDuration() {
        Answer answer = service().size(PLAIN).is(200);

        assertThat(answer.json()).isEqualTo(json("""
                {"ok": true,
                 "bytes": {"s144p": 5000000, "s240p": 6741207, "s360p": 9450913, "s480p": 13734459, "s720p": 23236631,
                           "s1080p": 38042887, "s1440p": null, "s1080p_299": null, "s1080p_303": null,
                           "s1080p_399": 38042887, "s1440p_308": null, "s1440p_400": null},
                 "human": {"s144p": "5.00 MB", "s240p": "6.74 MB", "s360p": "9.45 MB", "s480p": "13.73 MB",
                           "s720p": "23.24 MB", "s1080p": "38.04 MB", "s1440p": null, "s1080p_299": null,
                           "s1080p_303": null, "s1080p_399": "38.04 MB", "s1440p_308": null, "s1440p_400": null,
                           "duration": "3:33"},
                 "duration": 213}"""));
        assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=3600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                "https://youtube.com/watch?v=dQw4w9WgXcQ",
                "https://m.youtube.com/watch?v=dQw4w9WgXcQ",
                "https://music.youtube.com/watch?v=dQw4w9WgXcQ",
                "https://www.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=42s&index=3#top",
                "https://www.youtube.com/shorts/dQw4w9WgXcQ?feature=share",
                "https://www.youtube.com/live/dQw4w9WgXcQ",
                "https://www.youtube.com/embed/dQw4w9WgXcQ?autoplay=1",
                "https://youtu.be/dQw4w9WgXcQ?si=abc"
            })
    default void everyAddressOfAVideo_isUnderstood(String url) {
        Answer answer = service()
                .post(Json.createObjectBuilder().add("url", url).build().toString());

        assertThat(answer.is(200).json().getJsonObject("bytes").getInt("s144p")).isEqualTo(5_000_000);
    }

    @Test
    default void onlyTheVideoId_goesAnyFurther() {
        stub().tally().reset();

        service()
                .post("{\"url\":\"https://m.youtube.com/watch?app=desktop&v=only-the-id&pp=secret\"}")
                .is(200);

        assertThat(stub().tally().requests()).isEqualTo(stub().tally().requests("only-the-id"));
        assertThat(stub().tally().strangers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"known-----1, 200", "terminated-, 410"})
    default void whatIsKnown_isToldAgain_withItsAge_withoutAskingYouTube(String id, int status) {
        Answer first = service().size(id).is(status);
        stub().tally().reset();

        Answer second = service().size(id).is(status);

        assertThat(first.header("X-Cache")).isEqualTo("miss");
        assertThat(first.has("Age")).isFalse();
        assertThat(second.header("X-Cache")).isEqualTo("hit");
        assertThat(Integer.parseInt(second.header("Age"))).isBetween(0, 60);
        assertThat(second.json().get("bytes")).isEqualTo(first.json().get("bytes"));
        assertThat(second.json().get("code")).isEqualTo(first.json().get("code"));
        assertThat(stub().tally().requests()).isZero();
    }

    @Test
    default void aFailureOfOurs_isNotRemembered() {
        String id = Scenario.HTTP_403.videoId();
        service().size(id).is(502);
        stub().tally().reset();

        assertThat(service().size(id).is(502).header("X-Cache")).isEqualTo("miss");
        assertThat(stub().tally().requests(id)).isPositive();
    }

    @Test
    default void nobodyWithoutAKey_hasItLookedUpAfresh() {
        String id = "no-key----1";
        service().size(id).is(200);

        Answer again = service()
                .post(
                        Caller.question(id),
                        "Content-Type",
                        "application/json",
                        "Cache-Control",
                        "no-cache",
                        Caller.FORWARDED,
                        Caller.freshClient());

        assertThat(again.is(200).header("X-Cache")).isEqualTo("hit");
    }

    @Test
    default void unknownFields_areIgnored() {
        service()
                .post("{\"url\":\"https://youtu.be/" + PLAIN + "\",\"Url\":1,\"format\":{\"a\":[1]},\"\":null}")
                .is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "86400", "0.5", "8.64e4", "-0"})
    default void durationHint_changesNothing_whereYtDlpKnowsTheDuration(String hint) {
        Answer answer = service().post("{\"url\":\"https://youtu.be/" + PLAIN + "\",\"duration_hint\":" + hint + "}");

        assertThat(answer.is(200).json().getInt("duration")).isEqualTo(213);
    }

    @Test
    default void cookies_openWhatIsClosedToThePublic() {
        String id = Scenario.FOR_FRIENDS.videoId();

        assertThat(service().size(id).is(403).json().getString("code")).isEqualTo("PRIVATE");
        JsonObject sizes = service().post(withCookies(id, COOKIES)).is(200).json();

        assertThat(sizes.getJsonObject("bytes").getInt("s144p")).isEqualTo(5_000_000);
        service().size(id).is(403);
    }

    @Test
    default void cookiesOfOtherDomains_areDropped() {
        String strangers = COOKIES.lines()
                .filter(line -> line.contains("bank"))
                .findFirst()
                .orElseThrow();
        String id = Scenario.FOR_FRIENDS.videoId();
        service().size(id).is(403);
        stub().tally().reset();

        assertThat(service().post(withCookies(id, strangers)).is(403).json().getString("code"))
                .isEqualTo("PRIVATE");

        assertThat(stub().tally().requests(id)).isZero();
    }

    @Test
    default void cookiesThatAreNone_doNoHarm() {
        service().post(withCookies(PLAIN, "no cookies at all\n\u0000\n=;,")).is(200);
        service().post(withCookies(PLAIN, "")).is(200);
    }

    @Test
    default void refusalOfYouTube_hasACodeAndASentence() {
        Answer answer = service().size(Scenario.PRIVATE.videoId()).is(403);

        assertThat(answer.json().keySet()).containsExactlyInAnyOrder("ok", "error", "code", "requestId");
        assertThat(answer.error()).endsWith(".").doesNotContain("ERROR", "yt-dlp", "[youtube]");
        assertThat(answer.has("Cache-Control")).isFalse();
    }

    @Test
    default void videoWithoutAnySize_isAnError_neverAnEmptySuccess() {
        Answer answer = service().size(Scenario.AUDIO_ONLY.videoId()).is(502);

        assertThat(answer.json().getString("code")).isEqualTo("NO_SIZES");
    }

    private static String withCookies(String id, String cookies) {
        return Json.createObjectBuilder()
                .add("url", "https://youtu.be/" + id)
                .add("cookies", cookies)
                .build()
                .toString();
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
