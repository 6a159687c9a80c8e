package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.ytsize.stub.StubYouTube;

/** What the groups of promises have in common: somebody to ask. A test class keeps them by implementing the groups. */
interface Promises {
    /** Talks with the instance whose promises are tried. */
    Caller service();

    /** What that instance takes for YouTube. */
    StubYouTube stub();

    /**
     * The text of a page that the server itself has for operators.
     *
     * @param page such as {@code health/ready}
     */
    default String pageOfTheServer(String page) {
        Answer answer = service().get("/mp" + page);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }
}
