package org.ytsize.extract;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The Python side of docs/fork-server.md, as it goes to an interpreter. No file is left behind, whichever way the
 * instance ends.
 */
final class ServerProgram {
    private static final String PLACE = "fork_server/";

    /**
     * Reads as many bytes as it is told from standard input, a JSON object of modules by name in the order in which
     * they need each other, and runs the last one's {@code main()}.
     */
    private static final String LOADER = """
            import json, os, sys, types
            size, sources = int(sys.argv[1]), b''
            while len(sources) < size:
                piece = os.read(0, size - len(sources))
                if not piece:
                    sys.exit(1)
                sources += piece
            for name, source in json.loads(sources).items():
                module = sys.modules[name] = types.ModuleType(name)
                exec(compile(source, name.replace('.', '/') + '.py', 'exec'), vars(module))
            sys.exit(module.main())
            """;

    private ServerProgram() {}

    /** What an interpreter is told on its command line, which is seen by everybody, for these sources. */
    static List<String> arguments(byte[] sources) {
        return List.of("-c", LOADER, Integer.toString(sources.length));
    }

    /** @throws IOException if the build lacks a part of it */
    static byte[] sources() throws IOException {
        JsonObjectBuilder modules = JsonProvider.provider().createObjectBuilder();
        for (String name : text("modules.txt").lines().toList()) {
            modules.add("fork_server." + name, text(name + ".py"));
        }
        return modules.build().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String file) throws IOException {
        try (InputStream in = ServerProgram.class.getResourceAsStream(PLACE + file)) {
            if (in == null) {
                throw new IOException("the build is incomplete: " + PLACE + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
