package org.ytsize.extract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ytsize.settings.Egress;
import org.ytsize.settings.Settings;
import org.ytsize.video.VideoId;

/** Small programs that stand in for yt-dlp and its interpreter. */
final class FakePrograms {
    static final VideoId VIDEO = new VideoId("dQw4w9WgXcQ");
    /** What yt-dlp prints for a video with one sound track. */
    static final String ANSWER =
            "{\"id\":\"dQw4w9WgXcQ\",\"formats\":[{\"format_id\":\"251\",\"acodec\":\"opus\",\"filesize\":9}]}";

    private FakePrograms() {}

    /** A file that can be run. */
    static Path program(Path directory, String name, String text) {
        try {
            Path file = directory.resolve(name);
            // Renamed into place: a file that is still open for writing cannot be run.
            Path draft = Files.writeString(directory.resolve(name + ".draft"), text);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
            return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** A yt-dlp that tells its version, and else does what {@code shell} says. */
    static Path shell(Path directory, String shell) {
        return program(
                directory,
                "yt-dlp",
                "#!/bin/sh\nfor word; do [ \"$word\" = --version ] && { echo 2026.01.01; exit 0; }; done\n" + shell
                        + "\n");
    }

    /** Shell that starts a process which gets away, with the output in its hands; it writes its id into {@code pid}, and goes on only then. */
    static String escape(Path pid) {
        return "(setsid sh -c 'echo $$ > %1$s; exec sleep 300' &); while [ ! -s %1$s ]; do sleep 0.02; done; "
                .formatted(pid);
    }

    /** Ends the process whose id a fake has written into {@code file}. */
    static void end(Path file) throws IOException {
        ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    /**
     * An interpreter, {@code python3}, that takes the fork server's source and its first frame, and then does what the script says instead.
     *
     * @param behaviour Python that may use {@code start}, the first frame, and {@code hear()} and {@code say(**frame)}
     */
    static Path interpreter(Path directory, String behaviour) {
        Path interpreter = program(directory, "python3", """
                #!%s
                import json, os, struct, sys, time

                def take(size):
                    taken = b''
                    while len(taken) < size:
                        piece = os.read(0, size - len(taken))
                        if not piece:
                            return None
                        taken += piece
                    return taken

                def hear():
                    head = take(4)
                    return head and json.loads(take(struct.unpack('>I', head)[0]))

                def say(**frame):
                    body = json.dumps(frame).encode()
                    os.write(1, struct.pack('>I', len(body)) + body)

                if '--version' in sys.argv:
                    print('2026.03.03')
                    sys.exit(0)
                here = os.path.dirname(os.path.abspath(__file__))
                open(here + '/arguments', 'w').write(repr(sys.argv))
                open(here + '/source', 'wb').write(take(int(sys.argv[-1])))
                start = hear()
                exec(open(start['script']).read())
                """.formatted(python()));
        program(directory, "yt-dlp", "#!" + interpreter + "\n" + behaviour);
        return interpreter;
    }

    /** A real interpreter of this host. */
    private static String python() {
        return List.of("/usr/bin/python3", "/usr/local/bin/python3").stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse("/usr/bin/env python3");
    }

    static Settings settings(Map<String, String> variables) {
        return Settings.from(name -> Optional.ofNullable(variables.get(name)));
    }

    static ExtractionJob job(Duration timeout) {
        return job(Egress.DIRECT, timeout);
    }

    static ExtractionJob job(Egress egress, Duration timeout) {
        return new ExtractionJob(VIDEO, Optional.empty(), ExtractionJob.Clients.SIZES, egress, timeout);
    }

    static ExtractionJob jobWithCookies() {
        return new ExtractionJob(
                VIDEO,
                Cookies.parse(".youtube.com\tTRUE\t/\tTRUE\t0\tSID\ts3cr3t"),
                ExtractionJob.Clients.STOCK,
                Egress.DIRECT,
                Duration.ofSeconds(20));
    }

    /** Whether the process whose id a fake has written into {@code file} is gone, or only waits to be reaped. */
    static boolean isGone(Path file) {
        try {
            String pid = Files.readString(file).strip();
            Path stat = Path.of("/proc", pid, "stat");
            return !Files.exists(stat) || Files.readString(stat).contains(") Z ");
        } catch (IOException alreadyGone) {
            return Files.exists(file);
        }
    }
}
