package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.Scenario;

/** What people drop on the page, or paste. */
interface GivenText extends PageScene {
    @Test
    default void aDroppedLink_andAPastedOne_areAsked() {
        browser().open(at("/")).await("#link");
        drop("https://www.youtube.com/watch?v=" + Scenario.PLAIN.videoId());
        browser().await("#facts", "3:33 long");
        paste("body", "two-hours--");
        browser().await("#facts", "2:00:13 long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nice video: https://youtu.be/two-hours--",
                "An interesting one (https://youtu.be/two-hours--?si=abc), see you!",
                "interesting\u00a0https://example.com/ https://www.youtube.com/watch?v=two-hours--."
            })
    default void theLink_isFoundAmongOtherWords(String text) {
        browser().open(at("/")).await("#link");
        drop(text);
        browser().await("#facts", "2:00:13 long");

        browser().open(at("/")).await("#link");
        paste("#link", text);
        browser().await("#facts", "2:00:13 long");
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/watch?v=two-hours--, This is not the link of a YouTube video.",
        "some words, This is not the link of a YouTube video.",
        "'', The link is missing."
    })
    default void whatIsNoLink_isToldSo_whereItWasDropped_orPastedBesideTheField(String text, String error) {
        browser().open(at("/")).await("#link");
        drop(text);
        browser().await("#error", error);
        assertThat(browser().value("document.getElementById('link').value")).isEqualTo(text);

        browser().open(at("/")).await("#link");
        paste("body", text);
        browser().await("#error", error);
    }

    @Test
    default void whatIsNoLink_isLeftAlone_inAField() {
        browser().open(at("/")).await("#link");

        paste("#link", "https://youtu.be/");
        paste("#price", "some words");

        assertThat(browser().element("#failure").isDisplayed()).isFalse();
    }

    private void drop(String text) {
        give("drop", "dataTransfer", "DragEvent", "body", text);
    }

    private void paste(String target, String text) {
        give("paste", "clipboardData", "ClipboardEvent", target, text);
    }

    /** As it arrives from another window. */
    private void give(String event, String data, String kind, String target, String text) {
        browser()
                .driver()
                .executeScript("""
                const [event, data, kind, target, text] = arguments;
                const given = new DataTransfer();
                given.setData('text/plain', text);
                document.querySelector(target).dispatchEvent(
                    new window[kind](event, {[data]: given, bubbles: true, cancelable: true}));""", List.of(event, data, kind, target, text).toArray());
    }
}
