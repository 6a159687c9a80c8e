package org.ytsize.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux tells of processes. */
final class Processes {
    private Processes() {}

    /** Open files of process {@code pid}. */
    static long descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.count();
        }
    }

    /** Open files of this one. */
    static long descriptors() throws IOException {
        return descriptors(ProcessHandle.current().pid());
    }

    static boolean isZombie(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }
}
