package org.ytsize.ops;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the host and the JVM tell of themselves. Linux tells all of it; elsewhere a number may be missing and is zero. */
final class HostFacts {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private HostFacts() {}

    static OperatingSystemMXBean system() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    /** As the host calls itself; asked of the kernel, since the resolver may take its time. */
    static String hostName() {
        String name = read(HOST_NAME).strip();
        return name.isEmpty() ? "localhost" : name;
    }

    static long uptimeSeconds() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1000;
    }

    /** Memory of this process that is in RAM, in bytes; children apart. */
    static long residentBytes() {
        return residentBytes(STATUS);
    }

    /** Memory of that process that is in RAM, in bytes; zero where it has ended. */
    static long residentBytes(long pid) {
        return residentBytes(Path.of("/proc", Long.toString(pid), "status"));
    }

    private static long residentBytes(Path status) {
        Matcher resident = RESIDENT.matcher(read(status));
        return resident.find() ? Long.parseLong(resident.group(1)) * 1024 : 0;
    }

    /** The load of the last 1, 5 and 15 minutes. */
    static List<Double> loadAverage() {
        List<Double> load = new ArrayList<>(List.of(0.0, 0.0, 0.0));
        String[] words = read(LOAD).split(" ", -1);
        for (int i = 0; i < 3 && words.length > 3; i++) {
            load.set(i, Double.valueOf(words[i]));
        }
        return load;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException elsewhere) {
            return "";
        }
    }
}
