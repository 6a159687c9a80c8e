package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CompressionInterceptorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "gzip, deflate, br",
                "br;q=1.0, gzip;q=0.8, *;q=0.1",
                "deflate,gzip;q=0.001",
                "gzip ; q=1",
                "*",
                "deflate, *;q=0.5",
                "*;q=0, gzip",
                " gzip "
            })
    void compresses_forWhoTakesGzip(String header) {
        assertThat(CompressionInterceptor.acceptsGzip(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "deflate, br",
                "gzip;q=0",
                "gzip;q=0.0",
                "gzip;q=0.000",
                "gzip; Q=0",
                "gzip;q=0, *",
                "*;q=0",
                "gzipped",
                "x,gzi p"
            })
    void doesNotCompress_forWhoDoesNot(String header) {
        assertThat(CompressionInterceptor.acceptsGzip(header)).isFalse();
    }

    @Test
    void doesNotCompress_forWhoDoesNotSay() {
        assertThat(CompressionInterceptor.acceptsGzip(null)).isFalse();
    }

    @Property
    void neverThrows(@ForAll String header) {
        assertThat(CompressionInterceptor.acceptsGzip(header)).isIn(true, false);
    }
}
