package org.ytsize.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** This release, but that what its instances tell each other has another form. */
final class NextRelease {
    private static final Path SOURCES = Path.of(System.getProperty("basedir", "."), "src", "main", "java");
    private static final Pattern FORM = Pattern.compile("SCHEMA = \\d+;");

    private NextRelease() {}

    /** Makes its WAR in {@code directory}. */
    static Path war(Path directory) throws IOException {
        Path classes = compile(directory);
        Path war = Files.copy(Instance.war(), directory.resolve("next.war"));
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + war.toUri()), Map.of());
                Stream<Path> made = Files.walk(classes)) {
            for (Path file : made.filter(Files::isRegularFile).toList()) {
                Path place = zip.getPath("WEB-INF", "classes")
                        .resolve(classes.relativize(file).toString());
                Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return war;
    }

    /** Both the class that says which form it is and those that have it from there, since the compiler has put it into them. */
    private static Path compile(Path directory) throws IOException {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-nowarn",
                "--release",
                "17",
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path")));
        for (String name : List.of("SharedFindings.java", "SizingWiring.java")) {
            String source = Files.readString(SOURCES.resolve(Path.of("org", "ytsize", "sizing", name)));
            Path changed = directory.resolve(name);
            Files.writeString(changed, FORM.matcher(source).replaceAll("SCHEMA = 99;"));
            arguments.add(changed.toString());
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("it cannot be compiled");
        }
        return classes;
    }
}
