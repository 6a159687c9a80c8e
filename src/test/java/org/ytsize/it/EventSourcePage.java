package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.stub.Scenario;

/** A page that follows a lookup by what browsers have for that. */
interface EventSourcePage extends PageScene {
    @ParameterizedTest
    @CsvSource({"PLAIN, done", "REMOVED, failed"})
    default void eventSource_isToldTheEndOnce_andAsksNoMore(Scenario scenario, String end) {
        browser().open(at("/")).await("#link");

        Object told = browser().driver().executeAsyncScript("""
                const [address, done] = arguments;
                const source = new EventSource(address);
                const told = [];
                for (const name of ['open', 'done', 'failed']) {
                  source.addEventListener(name, () => told.push(name));
                }
                source.addEventListener('error', () => {
                  if (source.readyState === EventSource.CLOSED || told.length > 9) {
                    done(told);
                  }
                });""", "/api/v2/videos/" + scenario.videoId() + "/events");

        assertThat(told).isEqualTo(List.of("open", end));
    }
}
