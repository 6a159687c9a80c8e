package org.ytsize.extract;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a child process finds around it: nothing of this process's own environment but what names the host's tools and trust. */
final class ChildEnvironment {
    private static final List<String> HANDED_ON = List.of("PATH", "SSL_CERT_FILE", "SSL_CERT_DIR");

    private ChildEnvironment() {}

    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !HANDED_ON.contains(name));
        environment.putAll(Map.of("LC_ALL", "C.UTF-8", "XDG_CACHE_HOME", "/nonexistent", "PYTHONUNBUFFERED", "1"));
        environment.put("YTDLP_NO_PLUGINS", "1"); // yt-dlp runs what it finds beside its script
        return builder;
    }

    /** Where programs are looked up. */
    static String searchPath() {
        return Objects.requireNonNullElse(System.getenv("PATH"), "/usr/local/bin:/usr/bin:/bin");
    }
}
