package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page that shows how the cluster is doing. */
interface StatusBoard extends PageScene {
    Cluster cluster();

    @Test
    default void status_tellsWhoIsGone_withoutBeingLoadedAnew() {
        browser().width(1280).open(at("/status")).await("#instances tr:nth-child(3)");
        browser().await("#tile-instances-ready", "3 of 3");
        browser().await("#tile-yt-dlp", "20");
        browser().await("#tile-without-a-lookup", "answers in an hour");
        assertThat(browser().elements("#plots figure")).hasSize(5);

        cluster().instance(2).process().destroyForcibly();
        try {
            browser().await("#said", "Gone: ");
            browser().await("#instances tr.gone", "gone");
            browser().await("#tile-instances-ready", "2 of 2");
            browser().isAccessible().fits().picture("status-gone");
        } finally {
            cluster().restart(2, Instance.war());
        }
        browser().await("#tile-instances-ready", "3 of 3");
        assertThat(browser().elements("#instances tr.gone")).isEmpty();
    }

    @Test
    default void status_isShown_whereTheBrowserKeepsNothing() {
        try (Browser forgetful = Browser.withoutStorage()) {
            forgetful.open(at("/status")).await("#instances tr:nth-child(3)");

            assertThatThrownBy(() -> forgetful.value("sessionStorage")).hasMessageContaining("Access is denied");
            assertThat(forgetful.element("#trouble").isDisplayed()).isFalse();
            assertThat(forgetful.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "light, 320", "dark, 1280", "dark, 320"})
    default void status_showsAllInstances_toEverybody(String scheme, int width) {
        browser().scheme(scheme).width(width).open(at("/status")).await("#instances tr:nth-child(3)");

        browser().element("#numbers summary").click();
        browser().await("#number-rows tr");
        browser().isAccessible().fits().picture("status-" + scheme + "-" + width);
        assertThat(browser().complaints()).isEmpty();
    }
}
