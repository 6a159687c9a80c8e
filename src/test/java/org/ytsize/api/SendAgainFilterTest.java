package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.ShelfLife;
import org.ytsize.sizing.SizeAnswer;

/** Which refusals go to another instance, and when no more. */
final class SendAgainFilterTest {
    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private final SendAgainFilter filter = new SendAgainFilter(ticker::get);

    @ParameterizedTest
    @CsvSource({
        "CIRCUIT_OPEN,  1000, 425",
        "BOT_CHECK,     1000, 425",
        "CIRCUIT_OPEN,  1001, 503",
        "BOT_CHECK,     25000, 503",
        "QUEUE_FULL,    0, 503",
        "NETWORK_ERROR, 0, 503",
    })
    void ofOurAddresses_andToldSoon(FailureKind kind, long millis, int status) {
        assertThat(answered(request(true), kind, millis)).isEqualTo(status);
    }

    @Test
    void nobodyElse_seesThatStatus() {
        assertThat(answered(request(false), FailureKind.CIRCUIT_OPEN, 0)).isEqualTo(503);
    }

    private int answered(ContainerRequest request, FailureKind kind, long millis) {
        filter.filter(request);
        ticker.addAndGet(Duration.ofMillis(millis).toNanos());
        ShelfLife life = new ShelfLife(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        SizeAnswer answer = new SizeAnswer.NoSizes(
                Failure.of(kind, "as the test says"), new Origin(Origin.Kind.MISS, Duration.ZERO), life);
        request.setProperty(SizeAnswer.class.getName(), CompletableFuture.completedFuture(answer));
        ContainerResponse response =
                new ContainerResponse(request, Response.status(kind.status()).build());
        filter.filter(request, response);
        return response.getStatus();
    }

    private static ContainerRequest request(boolean byABalancer) {
        URI uri = URI.create("http://localhost/");
        ContainerRequest request = new ContainerRequest(uri, uri, "POST", null, new MapPropertiesDelegate(), null);
        if (byABalancer) {
            request.header("X-Send-Again", "425");
        }
        return request;
    }
}
