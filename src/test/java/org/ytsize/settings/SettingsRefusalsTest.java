package org.ytsize.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsRefusalsTest {
    private static final String DSN_RULE = "must be the DSN that Sentry shows, https://KEY@HOST/PROJECT";
    private static final String REDIS_RULE =
            "must be redis://[[user]:password@]host:port[,host:port...][/db] or the same with rediss://";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PORT | 0 | must be a whole number from 1 to 65535, was \"0\"",
                "PORT | 65536 | must be a whole number from 1 to 65535, was \"65536\"",
                "PORT | 80.5 | must be a whole number from 1 to 65535, was \"80.5\"",
                "PORT | http | must be a whole number from 1 to 65535, was \"http\"",
                "PORT | 99999999999999999999 | must be a whole number from 1 to 65535,"
                        + " was \"99999999999999999999\"",
                "LOG_LEVEL | loud | must be one of error, warn, info, debug, was \"loud\"",
                "SENTRY_DSN | sentry.example | " + DSN_RULE,
                "SENTRY_DSN | https://sentry.example/1 | " + DSN_RULE,
                "SENTRY_DSN | https://:word@sentry.example/1 | " + DSN_RULE,
                "SENTRY_DSN | https://key@/1 | " + DSN_RULE,
                "SENTRY_DSN | https://key@sentry.example | " + DSN_RULE,
                "SENTRY_DSN | https://key@sentry.example/ | " + DSN_RULE,
                "SENTRY_DSN | ftp://key@sentry.example/1 | " + DSN_RULE,
                "SENTRY_DSN | https://key@sentry.example:port/1 | " + DSN_RULE,
                "SENTRY_DSN | mailto:key@sentry.example | " + DSN_RULE,
                "SENTRY_TRACES_SAMPLE_RATE | 1.1 | must be a number from 0 to 1, such as 0.01, was \"1.1\"",
                "SENTRY_TRACES_SAMPLE_RATE | 5% | must be a number from 0 to 1, such as 0.01, was \"5%\"",
                "SENTRY_TRACES_SAMPLE_RATE | -0.1 | must be a number from 0 to 1, such as 0.01, was \"-0.1\"",
                "MAX_BODY_BYTES | 1023 | must be a whole number from 1024 to 16777216, was \"1023\"",
                "MAX_BODY_BYTES | 16777217 | must be a whole number from 1024 to 16777216, was \"16777217\"",
                "REQUIRE_AUTH | yes | must be one of true, false, was \"yes\"",
                "REQUIRE_AUTH | true | API_KEY or API_KEYS_FILE must be set where REQUIRE_AUTH is true",
                "API_KEYS_FILE | /nowhere/keys | must be a file that can be read, was \"/nowhere/keys\"",
                "API_KEY | 0123456789abcde | must have at least 16 characters, has 15",
                "ALLOWED_ORIGINS | example.org | must list origins such as https://example.org, or be *,"
                        + " has \"example.org\"",
                "ALLOWED_ORIGINS | https://a.example/ | must list origins such as https://example.org, or be *,"
                        + " has \"https://a.example/\"",
                "ALLOWED_ORIGINS | https://a.example,null | must list origins such as https://example.org,"
                        + " or be *, has \"null\"",
                "ALLOWED_ORIGINS | https://Example.org | must list origins as browsers send them, in small letters and"
                        + " without the scheme's own port, has \"https://Example.org\"",
                "ALLOWED_ORIGINS | https://example.org:443 | must list origins as browsers send them, in small letters"
                        + " and without the scheme's own port, has \"https://example.org:443\"",
                "ALLOWED_ORIGINS | http://[::1]:80 | must list origins as browsers send them, in small letters and"
                        + " without the scheme's own port, has \"http://[::1]:80\"",
                "TRUSTED_PROXIES | 10.0.0.0/33 | must list addresses or CIDR blocks, has \"10.0.0.0/33\"",
                "TRUSTED_PROXIES | loopback,proxy.example | must list addresses or CIDR blocks,"
                        + " has \"proxy.example\"",
                "RATE_LIMIT_WINDOW_MS | 999 | must be a whole number from 1000 to 86400000, was \"999\"",
                "RATE_LIMIT_WINDOW_MS | 86400001 | must be a whole number from 1000 to 86400000," + " was \"86400001\"",
                "RATE_LIMIT_MAX_REQUESTS | 0 | must be a whole number from 1 to 1000000, was \"0\"",
                "RATE_LIMIT_MAX_REQUESTS | -5 | must be a whole number from 1 to 1000000, was \"-5\"",
                "REDIS_ENABLED | 1 | must be one of true, false, was \"1\"",
                "REDIS_ENABLED | true | REDIS_URL must be set where REDIS_ENABLED is true",
                "REDIS_URL | http://localhost:6379 | " + REDIS_RULE,
                "REDIS_URL | localhost:6379 | " + REDIS_RULE,
                "REDIS_URL | redis:// | " + REDIS_RULE,
                "REDIS_URL | redis://a b:6379 | " + REDIS_RULE,
                "REDIS_URL | redis://a:1,:2 | " + REDIS_RULE,
                "REDIS_URL | redis://:100%@a:1 | " + REDIS_RULE,
                "CLUSTER_MODE | multicast | must be one of none, tcpip, dns, kubernetes, was \"multicast\"",
                "CLUSTER_MODE | tcpip | CLUSTER_MEMBERS must list hosts, each with its port, such as 10.0.0.1:6900, and"
                        + " be set where CLUSTER_MODE is",
                "CLUSTER_MEMBERS | here | must list hosts, each with its port, such as 10.0.0.1:6900, has \"here\"",
                "CLUSTER_MEMBERS | a:99999 | must list hosts, each with its port, such as 10.0.0.1:6900, has"
                        + " \"a:99999\"",
                "CLUSTER_NAME | a b | must be 1 to 64 letters, digits, dots, _ or -, was \"a b\"",
                "CLUSTER_PORT | 0 | must be a whole number from 1 to 65535, was \"0\"",
                "REDIS_URL | redis://a:1,,b:2 | " + REDIS_RULE,
                "REDIS_URL | redis://a:1?protocol=3 | " + REDIS_RULE,
                "REDIS_URL | redis://a:1,b:2 | must name one host where REDIS_MODE is single",
                "OPS_SOCKET | ops.sock | must be an absolute path of at most 107 bytes in a directory that is there,"
                        + " was \"ops.sock\"",
                "OPS_SOCKET | /nowhere/ops.sock | must be an absolute path of at most 107 bytes in a directory that is"
                        + " there, was \"/nowhere/ops.sock\"",
                "REDIS_MODE | many | must be one of single, sentinel, cluster, was \"many\"",
                "REDIS_MODE | sentinel | REDIS_SENTINEL_MASTER must be set where REDIS_MODE is sentinel",
                "REDIS_CA_CERTS | /nowhere/ca.pem | must be a file that can be read, was \"/nowhere/ca.pem\"",
                "REDIS_TIMEOUT_MS | 9 | must be a whole number from 10 to 5000, was \"9\"",
                "REDIS_TIMEOUT_MS | 5001 | must be a whole number from 10 to 5000, was \"5001\"",
                "REDIS_MAX_CONNECTIONS | 0 | must be a whole number from 1 to 100, was \"0\"",
                "REDIS_MAX_CONNECTIONS | 101 | must be a whole number from 1 to 100, was \"101\"",
                "RATE_LIMIT_ON_REDIS_FAILURE | deny | must be one of local, open, closed, was \"deny\"",
                "YTDLP_TIMEOUT | 999 | must be a whole number from 1000 to 30000, was \"999\"",
                "YTDLP_TIMEOUT | 30001 | must be a whole number from 1000 to 30000, was \"30001\"",
                "YTDLP_TIMEOUT | 25s | must be a whole number from 1000 to 30000, was \"25s\"",
                "YTDLP_MAX_BUFFER | 65535 | must be a whole number from 65536 to 52428800, was \"65535\"",
                "YTDLP_MAX_BUFFER | 52428801 | must be a whole number from 65536 to 52428800, was \"52428801\"",
                "YTDLP_CA_CERTS | /nowhere/ca.pem | must be a file that can be read, was \"/nowhere/ca.pem\"",
                "YTDLP_COUNTRY | de | must be a country's two capital letters, was \"de\"",
                "YTDLP_COUNTRY | XX | must be a country's two capital letters, was \"XX\"",
                "YTDLP_CA_CERTS | / | must be a file that can be read, was \"/\"",
                "YTDLP_EXTRACTOR_ARGS | player_client=web | must have yt-dlp's form, such as"
                        + " youtube:player_client=web",
                "MIN_WORKERS | -1 | must be a whole number from 0 to 200, was \"-1\"",
                "MIN_WORKERS | 11 | must not be over MAX_WORKERS, was 11 over 10",
                "CACHE_MAX_BYTES | 1048575 | must be a whole number from 1048576 to 4294967296, was \"1048575\"",
                "CACHE_MAX_BYTES | 4294967297 | must be a whole number from 1048576 to 4294967296, was"
                        + " \"4294967297\"",
                "MAX_WORKERS | 0 | must be a whole number from 1 to 200, was \"0\"",
                "MAX_WORKERS | 201 | must be a whole number from 1 to 200, was \"201\"",
                "MAX_WORKERS | 1 | MIN_WORKERS must not be over MAX_WORKERS, was 2 over 1"
            })
    void aWrongValue_byNameAndRule(String variable, String value, String rule) {
        String fault = rule.matches("[A-Z_]{6,} .*") ? rule : variable + " " + rule;

        assertThatThrownBy(() -> from(Map.of(variable, value)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("invalid settings: " + fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://localhost:0",
                "redis://localhost:70000",
                "redis://redis_main:0",
                "redis://redis_main:70000",
                "redis://redis_main:port",
                "redis://a_b:1:2",
                "redis://a_b..c:6379",
                "redis://localhost:6379/one",
                "redis://localhost:6379/0/1"
            })
    void aRedisUrl_whosePortOrDatabaseIsNone(String url) {
        assertThatThrownBy(() -> from(Map.of("REDIS_URL", url)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("invalid settings: REDIS_URL must be");
    }

    @Test
    void aDatabase_whereRedisIsACluster() {
        assertThatThrownBy(() -> from(Map.of("REDIS_URL", "redis://a:1,b:2/3", "REDIS_MODE", "cluster")))
                .hasMessage("invalid settings: REDIS_URL must not name a database where REDIS_MODE is cluster");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void anAuthorityFile_withoutCertificates(String content, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("ca.pem"), content);

        assertThatThrownBy(() -> from(Map.of("REDIS_CA_CERTS", file.toString())))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("invalid settings: REDIS_CA_CERTS must be a PEM file with certificates, was ");
    }

    @Test
    void allFaults_atOnce() {
        assertThatThrownBy(() -> from(Map.of(
                        "PORT", "x",
                        "LOG_LEVEL", "loud",
                        "REQUIRE_AUTH", "true",
                        "TRUSTED_PROXIES", "a,b",
                        "REDIS_ENABLED", "true",
                        "YTDLP_TIMEOUT", "1",
                        "MIN_WORKERS", "9",
                        "MAX_WORKERS", "8")))
                .isInstanceOf(InvalidSettingsException.class)
                .message()
                .satisfies(message -> assertThat(message.split("; ", -1))
                        .hasSize(8)
                        .anyMatch(fault -> fault.contains("PORT"))
                        .anyMatch(fault -> fault.startsWith("LOG_LEVEL "))
                        .anyMatch(fault -> fault.startsWith("API_KEY "))
                        .anyMatch(fault -> fault.startsWith("TRUSTED_PROXIES ") && fault.contains("\"a\""))
                        .anyMatch(fault -> fault.startsWith("TRUSTED_PROXIES ") && fault.contains("\"b\""))
                        .anyMatch(fault -> fault.startsWith("REDIS_URL "))
                        .anyMatch(fault -> fault.startsWith("YTDLP_TIMEOUT "))
                        .anyMatch(fault -> fault.startsWith("MIN_WORKERS ")));
    }

    /** It reads as its default, which nobody meant. */
    @Test
    void aFaultyMaximum_isNotComparedWithTheMinimum() {
        assertThatThrownBy(() -> from(Map.of("MIN_WORKERS", "20", "MAX_WORKERS", "abc")))
                .hasMessage("invalid settings: MAX_WORKERS must be a whole number from 1 to 200, was \"abc\"");
    }

    @Test
    void aShortKey_once_evenWhereAKeyIsRequired() {
        assertThatThrownBy(() -> from(Map.of("REQUIRE_AUTH", "true", "API_KEY", "short")))
                .hasMessage("invalid settings: API_KEY must have at least 16 characters, has 5");
    }

    @Test
    void aLongValue_onOneShortLine() {
        assertThatThrownBy(() -> from(Map.of("LOG_LEVEL", "x\ny" + "z".repeat(10_000))))
                .message()
                .satisfies(message -> assertThat(message).hasSizeLessThan(200).doesNotContain("\n"));
    }

    @Test
    void aFileName_thatNoFileCanHave() {
        assertThatThrownBy(() -> from(Map.of("YTDLP_CA_CERTS", "a\u0000b")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("invalid settings: YTDLP_CA_CERTS must be a file that can be read, was \"a?b\"");
    }

    private static Settings from(Map<String, String> variables) {
        Map<String, String> copy = new HashMap<>(variables);
        return Settings.from(name -> Optional.ofNullable(copy.get(name)));
    }
}
