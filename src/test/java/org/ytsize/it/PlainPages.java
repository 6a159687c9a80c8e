package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and errors as pages, for browsers without JavaScript. */
interface PlainPages extends Promises {
    @ParameterizedTest
    @ValueSource(strings = {"/sizes", "/sizes?v=too-short", "/sizes?url=%3Cscript%3Ealert(1)%3C/script%3E"})
    default void whatIsNoLink_isAPageThatSaysSo_andIsCounted(String path) {
        Answer answer = service().get(path, Caller.FORWARDED, Caller.freshClient());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.hasCommonHeaders().header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.body()).contains("not the link of a YouTube video").doesNotContain("<script>alert");
        assertThat(answer.has("RateLimit-Remaining")).isTrue();
    }

    @Test
    default void sizes_areOnAPage_forWhoAsksAlone() {
        Answer answer = service().get("/sizes?v=dQw4w9WgXcQ", Caller.FORWARDED, Caller.freshClient());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.hasCommonHeaders().header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(answer.body()).contains("<table", "5.00 MB");
    }

    @Test
    default void overTheLimit_people_getAPageToo() {
        String client = Caller.freshClient();
        Answer answer = service().get("/sizes", Caller.FORWARDED, client);
        for (int asked = 1; asked <= 20 && answer.status() != 429; asked++) {
            answer = service().get("/sizes", Caller.FORWARDED, client);
        }

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.body()).contains("Too many requests", "Ask again in " + answer.header("Retry-After"));
    }
}
