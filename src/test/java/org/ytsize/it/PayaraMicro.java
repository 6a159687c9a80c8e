package org.ytsize.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The server that the service ships with. */
final class PayaraMicro implements Server {
    /** As tools/server.sh has it for members on one host. */
    private static final List<String> GRID = List.of(
            "-Dhazelcast.heartbeat.interval.seconds=2",
            "-Dhazelcast.max.no.heartbeat.seconds=10",
            "-Dhazelcast.merge.first.run.delay.seconds=10",
            "-Dhazelcast.merge.next.run.delay.seconds=10",
            "-Dhazelcast.socket.bind.any=false");

    @Override
    public Path lend(Path war) {
        return MicroDirectory.lend();
    }

    @Override
    public List<String> command(Path directory, int port, Map<String, String> settings, Path war) {
        // C1 alone starts in half the time, and no test measures the peak.
        List<String> command = new ArrayList<>(List.of(Instance.java(), "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        String members = settings.getOrDefault("CLUSTER_MEMBERS", "");
        if (!members.isEmpty()) {
            command.addAll(GRID);
        }
        command.addAll(List.of("-jar", MicroDirectory.launcher(directory).toString()));
        command.addAll(List.of("--disablephonehome", "--contextroot", "/"));
        command.addAll(
                members.isEmpty()
                        ? List.of("--nohazelcast")
                        : List.of(
                                "--clustermode",
                                settings.getOrDefault("CLUSTER_MODE", "tcpip") + ":" + members,
                                "--clustername",
                                settings.getOrDefault("CLUSTER_NAME", "ytsize"),
                                "--startport",
                                settings.getOrDefault("CLUSTER_PORT", "6900"),
                                "--interfaces",
                                settings.getOrDefault("CLUSTER_INTERFACE", "127.0.0.1")));
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of(
                "--prebootcommandfile",
                Instance.serverConfig("payara/preboot.txt").toString()));
        command.addAll(List.of(
                "--postbootcommandfile",
                Instance.serverConfig("payara/postboot.txt").toString()));
        command.addAll(List.of("--deploy", war.toString()));
        return command;
    }

    @Override
    public Map<String, String> environment(Path directory, Path war) {
        return Map.of();
    }
}
