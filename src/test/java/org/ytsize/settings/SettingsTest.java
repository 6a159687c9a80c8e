package org.ytsize.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.settings.ServiceSettings.LogLevel;

final class SettingsTest {
    private static final String KEY = "0123456789abcdef";

    @Nested
    final class WithNothingSet {
        private final Settings settings = from(Map.of());

        @Test
        void theService_isItself() {
            assertThat(settings.service().port()).isEqualTo(3000);
            assertThat(settings.service().environment()).isEqualTo("production");
            assertThat(settings.service().isDevelopment()).isFalse();
            assertThat(settings.service().version()).isNotBlank();
            assertThat(settings.service().logLevel()).isEqualTo(LogLevel.INFO);
            assertThat(settings.service().sentryDsn()).isEmpty();
            assertThat(settings.service().tracesSampleRate()).isZero();
            assertThat(settings.service().maxBody()).isEqualTo(new ByteSize(65_536));
            assertThat(settings.service().opsSocket()).isEmpty();
        }

        @Test
        void access_isOpen_toProgramsButNotToPages() {
            assertThat(settings.access().authRequired()).isFalse();
            assertThat(settings.access().apiKey()).isEmpty();
            assertThat(settings.access().apiKeyFile()).isEmpty();
            assertThat(settings.access().origins()).isEmpty();
            assertThat(settings.access().anyOrigin()).isFalse();
            assertThat(settings.access().uniqueIdTrusted()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"127.0.0.1, true", "127.255.0.9, true", "::1, true", "10.0.0.1, false", "::2, false"})
        void onlyLoopback_isTrusted(String address, boolean trusted) {
            assertThat(settings.access().trustedProxies().stream()
                            .anyMatch(block ->
                                    block.contains(Cidr.literal(address).orElseThrow())))
                    .isEqualTo(trusted);
        }

        @Test
        void aClient_may20TimesAMinute() {
            assertThat(settings.rateLimit()).isEqualTo(new RateLimitSettings(Duration.ofMinutes(1), 20));
        }

        @Test
        void redis_isOff() {
            assertThat(settings.redis())
                    .isEqualTo(new RedisSettings(
                            Optional.empty(),
                            RedisSettings.Mode.SINGLE,
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            Duration.ofMillis(150),
                            4,
                            RedisSettings.OnFailure.LOCAL));
            assertThat(settings.redis().enabled()).isFalse();
            assertThat(settings.redis().shownUrl()).isEmpty();
        }

        @Test
        void ytDlp_isLookedUp_andHas25Seconds() {
            assertThat(settings.ytDlp())
                    .isEqualTo(new YtDlpSettings(
                            "yt-dlp",
                            Duration.ofSeconds(25),
                            new ByteSize(10_485_760),
                            List.of(Egress.DIRECT),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }

        @Test
        void twoWorkersAreReady_ofTen() {
            assertThat(settings.workers()).isEqualTo(new WorkerSettings(2, 10));
        }

        @Test
        void answersMayTake32Megabytes() {
            assertThat(settings.cache()).isEqualTo(new CacheSettings(new ByteSize(32 << 20)));
        }
    }

    @Nested
    final class WithAllSet {
        @Test
        void everything_isAsItWasSet(@TempDir Path directory) throws IOException {
            Path authorities = Files.writeString(directory.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----");
            Settings settings = from(Map.ofEntries(
                    Map.entry("PORT", "8080"),
                    Map.entry("NODE_ENV", "development"),
                    Map.entry("API_VERSION", "9.9"),
                    Map.entry("LOG_LEVEL", "DEBUG"),
                    Map.entry("SENTRY_DSN", "https://key@sentry.example/1"),
                    Map.entry("SENTRY_TRACES_SAMPLE_RATE", "0.25"),
                    Map.entry("MAX_BODY_BYTES", "1024"),
                    Map.entry("REQUIRE_AUTH", "True"),
                    Map.entry("API_KEY", KEY),
                    Map.entry("ALLOWED_ORIGINS", " https://a.example , moz-extension://b-c,,http://d:8080"),
                    Map.entry("TRUSTED_PROXIES", "loopback, 10.0.0.0/8,2001:db8::1"),
                    Map.entry("RATE_LIMIT_WINDOW_MS", "1500"),
                    Map.entry("RATE_LIMIT_MAX_REQUESTS", "7"),
                    Map.entry("REDIS_ENABLED", "true"),
                    Map.entry("REDIS_URL", "rediss://redis.example:6380/2"),
                    Map.entry("REDIS_PASSWORD", "hunter2"),
                    Map.entry("YTDLP_PATH", "/opt/yt-dlp"),
                    Map.entry("YTDLP_TIMEOUT", "1000"),
                    Map.entry("YTDLP_MAX_BUFFER", "65536"),
                    Map.entry("YTDLP_PROXY", "socks5h://me:pass@proxy.example:1080, direct"),
                    Map.entry("YTDLP_COUNTRY", "DE"),
                    Map.entry("YTDLP_CA_CERTS", authorities.toString()),
                    Map.entry("YTDLP_EXTRACTOR_ARGS", "youtube:player_client=web;formats=missing_pot"),
                    Map.entry("MIN_WORKERS", "0"),
                    Map.entry("MAX_WORKERS", "200"),
                    Map.entry("CACHE_MAX_BYTES", "1048576")));

            assertThat(settings.service().port()).isEqualTo(8080);
            assertThat(settings.service().isDevelopment()).isTrue();
            assertThat(settings.service().version()).isEqualTo("9.9");
            assertThat(settings.service().logLevel()).isEqualTo(LogLevel.DEBUG);
            assertThat(settings.service().sentryDsn().map(Secret::reveal)).hasValue("https://key@sentry.example/1");
            assertThat(settings.service().tracesSampleRate()).isEqualTo(0.25);
            assertThat(settings.service().maxBody().bytes()).isEqualTo(1024);
            assertThat(settings.access().authRequired()).isTrue();
            assertThat(settings.access().apiKey().map(ApiKey::digest)).hasValue(ApiKey.digestOf(KEY));
            assertThat(settings.access().origins())
                    .containsExactlyInAnyOrder("https://a.example", "moz-extension://b-c", "http://d:8080");
            assertThat(settings.access().trustedProxies()).hasSize(4);
            assertThat(settings.rateLimit()).isEqualTo(new RateLimitSettings(Duration.ofMillis(1500), 7));
            assertThat(settings.redis().enabled()).isTrue();
            assertThat(settings.redis().url().flatMap(RedisUrl::password).map(Secret::reveal))
                    .hasValue("hunter2");
            assertThat(settings.ytDlp().path()).isEqualTo("/opt/yt-dlp");
            assertThat(settings.ytDlp().timeout()).isEqualTo(Duration.ofSeconds(1));
            assertThat(settings.ytDlp().maxOutput().bytes()).isEqualTo(65_536);
            assertThat(settings.ytDlp().country()).hasValue("DE");
            assertThat(settings.ytDlp().egresses())
                    .extracting(Egress::name)
                    .containsExactly("socks5h://proxy.example:1080", "direct");
            assertThat(settings.ytDlp().caCerts()).hasValue(authorities);
            assertThat(settings.ytDlp().extractorArgs().map(Secret::reveal))
                    .hasValue("youtube:player_client=web;formats=missing_pot");
            assertThat(settings.workers()).isEqualTo(new WorkerSettings(0, 200));
            assertThat(settings.cache().max().bytes()).isEqualTo(1_048_576);
        }

        @Test
        void anEmptyVariable_countsAsNotSet() {
            assertThat(from(Map.of("PORT", "", "API_KEY", "   ", "ALLOWED_ORIGINS", " ", "REDIS_URL", "")))
                    .usingRecursiveComparison()
                    .isEqualTo(from(Map.of()));
        }

        @Test
        void aStar_letsEveryPageRead() {
            assertThat(from(Map.of("ALLOWED_ORIGINS", "*")).access().anyOrigin())
                    .isTrue();
        }

        @Test
        void blanksAroundAValue_areIgnored() {
            assertThat(from(Map.of("PORT", " 8080\n")).service().port()).isEqualTo(8080);
        }
    }

    @Nested
    final class Secrets {
        private static final String SECRET = "s3cr3t-n0b0dy-r34ds";

        @ParameterizedTest
        @CsvSource({
            "REDIS_URL, http://user:s3cr3t-n0b0dy-r34ds@redis:6379",
            "REDIS_URL, redis://:s3cr3t-n0b0dy-r34ds@:bad:port",
            "YTDLP_PROXY, http://user:s3cr3t-n0b0dy-r34ds@proxy",
            "YTDLP_PROXY, s3cr3t-n0b0dy-r34ds",
            "SENTRY_DSN, https://s3cr3t-n0b0dy-r34ds@sentry.example",
            "SENTRY_DSN, https://s3cr3t-n0b0dy-r34ds@sentry example/1",
            "YTDLP_PROXY, 'http://me:s3cr3t-n0b0dy-r34ds@a:1,http://me:s3cr3t-n0b0dy-r34ds@a:1'",
            "YTDLP_EXTRACTOR_ARGS, po_token=s3cr3t-n0b0dy-r34ds"
        })
        void areInNoMessage(String variable, String value) {
            assertThatThrownBy(() -> from(Map.of(variable, value)))
                    .isInstanceOf(InvalidSettingsException.class)
                    .message()
                    .satisfies(message -> assertThat(message).contains(variable).doesNotContain(SECRET));
        }

        @Test
        void areInNoTextForm() {
            Settings settings = from(Map.of(
                    "API_KEY", SECRET,
                    "SENTRY_DSN", "https://" + SECRET + "@sentry.example/1",
                    "REDIS_URL", "redis://:" + SECRET + "@localhost:6379",
                    "REDIS_PASSWORD", SECRET,
                    "YTDLP_PROXY", "direct,http://me:" + SECRET + "@proxy.example:3128",
                    "YTDLP_EXTRACTOR_ARGS", "youtube:po_token=web.gvs+" + SECRET));

            assertThat(settings.toString()).contains("(hidden)").doesNotContain(SECRET);
            assertThat(settings.redis().shownUrl()).hasValue("redis://localhost:6379");
        }
    }

    /** Whatever anybody sets, the start either works or fails with the one exception that lists the faults. */
    @Property(tries = 300)
    void neverThrowsAnythingElse(@ForAll("names") String variable, @ForAll String value) {
        try {
            from(Map.of(variable, value));
        } catch (InvalidSettingsException refused) {
            assertThat(refused.getMessage()).contains(variable);
        }
    }

    @Provide
    Arbitrary<String> names() {
        Variables variables = new Variables(name -> Optional.empty());
        Settings.read(variables);
        return Arbitraries.of(variables.defaults().keySet().stream().sorted().toList());
    }

    private static Settings from(Map<String, String> variables) {
        Map<String, String> copy = new HashMap<>(variables);
        return Settings.from(name -> Optional.ofNullable(copy.get(name)));
    }
}
