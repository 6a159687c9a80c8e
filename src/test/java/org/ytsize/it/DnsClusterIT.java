package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.stub.Host;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/**
 * Two instances that find each other by one name (CLUSTER_MODE=dns). The server passes over addresses of 127.0.0.0/8:
 * each gets one of those for documentation (RFC 5737), on the loopback interface, which takes root.
 */
@Tag("root")
@Timeout(300)
final class DnsClusterIT {
    private static final List<String> ADDRESSES = List.of("192.0.2.11", "192.0.2.12");
    private static final String NAME = "ytsize.internal";

    private final StubYouTube youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
    private final List<Instance> instances = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void giveAddresses() throws Exception {
        for (String address : ADDRESSES) {
            loopback("replace", address);
        }
    }

    @AfterEach
    void stop() throws Exception {
        instances.forEach(Instance::close);
        youTube.close();
        for (String address : ADDRESSES) {
            loopback("del", address);
        }
    }

    @Test
    void theNameOfAll_isEnough() throws Exception {
        Path hosts = hosts();
        String port = Integer.toString(Host.freePort());
        for (String address : ADDRESSES) {
            instances.add(Instance.start(
                    youTube,
                    Map.of(
                            "CLUSTER_MODE",
                            "dns",
                            "CLUSTER_MEMBERS",
                            NAME + ":" + port,
                            "CLUSTER_PORT",
                            port,
                            "CLUSTER_INTERFACE",
                            address,
                            "JDK_JAVA_OPTIONS",
                            "-Djdk.net.hosts.file=" + hosts)));
        }

        for (Instance instance : instances) {
            Caller caller = new Caller(instance.base());
            await().atMost(Cluster.LONG)
                    .until(() -> caller.get("/health")
                                    .json()
                                    .getJsonObject("cluster")
                                    .getInt("members")
                            == 2);
        }
    }

    /** All names that the JVM of an instance knows. */
    private Path hosts() throws IOException {
        StringBuilder names = new StringBuilder("127.0.0.1 localhost "
                + Files.readString(Path.of("/proc/sys/kernel/hostname")).strip() + "\n");
        ADDRESSES.forEach(
                address -> names.append(address).append(' ').append(NAME).append('\n'));
        return Files.writeString(directory.resolve("hosts"), names);
    }

    private static void loopback(String what, String address) throws IOException, InterruptedException {
        Process ip = new ProcessBuilder("ip", "address", what, address + "/32", "dev", "lo")
                .redirectErrorStream(true)
                .start();
        String said = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ip.waitFor()).as(said).isZero();
    }
}
