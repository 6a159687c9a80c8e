package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page that shows how the cluster is doing. */
interface StatusBoard extends PageScene {
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
