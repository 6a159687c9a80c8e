package org.ytsize.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may ask, and from which web pages.
 *
 * @param authRequired whether a size question needs the key
 * @param apiKey the key of the variable API_KEY
 * @param apiKeyFile more keys, each with a name; this or {@code apiKey} is present where {@code authRequired}
 * @param origins web origins whose pages may read the answers; the one item {@code *} stands for all
 * @param trustedProxies peers whose {@code X-Forwarded-For} is believed
 * @param uniqueIdTrusted whether they replace what clients send as {@code X-Unique-ID}, so that it is their own word
 */
public record AccessSettings(
        boolean authRequired,
        Optional<ApiKey> apiKey,
        Optional<ApiKeyFile> apiKeyFile,
        Set<String> origins,
        List<Cidr> trustedProxies,
        boolean uniqueIdTrusted) {

    private static final int KEY_CHARACTERS = 16;
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");
    /** RFC 6454 section 6.2: scheme, host and port, and nothing after them. */
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[A-Za-z0-9._\\[\\]:-]+");
    /** What no browser sends (section 4): large letters, and the port that the scheme has anyway. */
    private static final Pattern NEVER_SENT = Pattern.compile(".*[A-Z].*|http://.*:0*80|https://.*:0*443");

    static AccessSettings read(Variables variables, Duration window) {
        boolean authRequired = variables.flag("REQUIRE_AUTH", false);
        boolean keyGiven = variables.text("API_KEY").isPresent()
                || variables.text("API_KEYS_FILE").isPresent();
        Optional<ApiKey> apiKey = variables.secret("API_KEY", KEY_CHARACTERS).map(ApiKey::ofVariable);
        Optional<ApiKeyFile> file = variables
                .readableFile("API_KEYS_FILE")
                .map(path -> ApiKeyFile.read(path, window, fault -> variables.fault("API_KEYS_FILE", fault)));
        if (authRequired && !keyGiven) {
            variables.fault("API_KEY", "or API_KEYS_FILE must be set where REQUIRE_AUTH is true");
        }
        return new AccessSettings(
                authRequired,
                apiKey,
                file,
                origins(variables),
                proxies(variables),
                variables.flag("TRUST_UNIQUE_ID", true));
    }

    /** Whether any web page may read the answers. */
    public boolean anyOrigin() {
        return origins.contains("*");
    }

    private static Set<String> origins(Variables variables) {
        List<String> origins = variables.list("ALLOWED_ORIGINS", List.of());
        for (String origin : origins) {
            if (!origin.equals("*") && !ORIGIN.matcher(origin).matches()) {
                variables.fault(
                        "ALLOWED_ORIGINS",
                        "must list origins such as https://example.org, or be *, has " + Variables.shown(origin));
            } else if (NEVER_SENT.matcher(origin).matches()) {
                variables.fault(
                        "ALLOWED_ORIGINS",
                        "must list origins as browsers send them, in small letters and without the scheme's own port,"
                                + " has " + Variables.shown(origin));
            }
        }
        return Set.copyOf(origins);
    }

    private static List<Cidr> proxies(Variables variables) {
        List<Cidr> proxies = new ArrayList<>();
        for (String item : variables.list("TRUSTED_PROXIES", List.of("loopback"))) {
            for (String block : item.equals("loopback") ? LOOPBACK : List.of(item)) {
                Cidr.parse(block)
                        .ifPresentOrElse(
                                proxies::add,
                                () -> variables.fault(
                                        "TRUSTED_PROXIES",
                                        "must list addresses or CIDR blocks, has " + Variables.shown(item)));
            }
        }
        return List.copyOf(proxies);
    }
}
