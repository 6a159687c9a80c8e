package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The page that shows the OpenAPI document. */
interface ApiPage extends PageScene {
    String LAST = "[data-path='/health/redis/detailed']";

    @Test
    default void docs_showEveryOperation_andLoadNothingFromElsewhere() {
        browser().open(at("/api/v1/docs")).await(LAST);

        assertThat(browser().elements("[data-path]").stream().map(shown -> shown.getDomAttribute("data-path")))
                .containsAll(new Caller(URI.create(at("/")))
                        .get("/api/v1/openapi")
                        .json()
                        .getJsonObject("paths")
                        .keySet());
        assertThat(browser()
                        .value("performance.getEntriesByType('resource').map(({name}) => new URL(name).origin)"
                                + ".every(origin => origin === location.origin)"))
                .isEqualTo(true);
        assertThat(browser().complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "320, dark"})
    default void docs_askTheService_fromAForm(int width, String scheme) {
        browser().scheme(scheme).width(width).open(at("/api/v1/docs")).await(LAST);

        WebElement size = browser().await("#operations-Sizes-size");
        size.findElement(By.cssSelector(".opblock-summary-control")).click();
        browser().await("#operations-Sizes-size textarea");
        browser().fits();
        browser().await("#operations-Sizes-size .execute").click();

        browser().await("#operations-Sizes-size .live-responses-table .response-col_status", "200");
        browser().await("#operations-Sizes-size .live-responses-table", "\"s144p\": 5000000");
        browser().picture("docs-" + scheme + "-" + width);
        assertThat(browser().complaints()).isEmpty();
    }
}
