package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ytsize.stub.Host;

/** Payara Server with a domain of its own, whose ports are nobody else's. */
final class PayaraServer implements Server {
    private static final String DOMAIN = "domain1";

    @Override
    public Path lend(Path war) {
        try {
            Path lent = Files.createTempDirectory("ytsize-payara");
            Liberty.copy(home().resolve("glassfish/domains").resolve(DOMAIN), lent.resolve(DOMAIN));
            Path domain = lent.resolve(DOMAIN).resolve("config/domain.xml");
            Files.writeString(domain, withFreePorts(Files.readString(domain, UTF_8)), UTF_8);
            return lent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withFreePorts(String domain) {
        String changed = domain;
        for (String port : List.of("4848", "3700", "3820", "3920", "8686", "7676")) {
            changed = changed.replace("\"" + port + "\"", "\"" + Host.freePort() + "\"");
        }
        // C1 alone starts in half the time, and no test measures the peak.
        return changed.replace("-Xmx512m", "-XX:TieredStopAtLevel=1");
    }

    @Override
    public List<String> command(Path directory, int port, Map<String, String> settings, Path war) {
        return List.of(
                Instance.file("server-config/payara-server/run").toString(),
                home().toString(),
                directory.toString(),
                DOMAIN);
    }

    @Override
    public Map<String, String> environment(Path directory, Path war) {
        return Map.of("AS_JAVA", System.getProperty("java.home"), "YTSIZE_WAR", war.toString());
    }

    private static Path home() {
        return Instance.otherServers().resolve("payara6");
    }
}
