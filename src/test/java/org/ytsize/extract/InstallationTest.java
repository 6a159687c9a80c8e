package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InstallationTest {
    @TempDir
    private Path directory = Path.of("replaced");

    private Path python = Path.of("replaced");

    @BeforeEach
    void havePython() {
        python = FakePrograms.program(directory, "python3.11", "\u007fELF");
        FakePrograms.program(directory, "python3", "\u007fELF");
    }

    @Nested
    final class AScript {
        @Test
        void namesItsInterpreter() {
            assertScript(locate("#!" + python + "\nimport yt_dlp\n"), python.toString());
            assertScript(locate("#! " + python + " \r\nimport yt_dlp\n"), python.toString());
        }

        @Test
        void mayGiveItArguments() {
            assertScript(locate("#!" + python + " -sE\nimport yt_dlp\n"), python.toString(), "-sE");
        }

        @Test
        void mayBeAZipArchive() {
            assertScript(locate("#!" + python + "\nPK\u0003\u0004\u0000\u00ff"), python.toString());
        }

        @Test
        void mayHaveItsInterpreterLookedUp() {
            assertScript(locate("#!/usr/bin/env python3\nimport yt_dlp\n"), directory + "/python3");
            assertScript(
                    locate("#!/usr/bin/env -S python3 -I -S\nimport yt_dlp\n"), directory + "/python3", "-I", "-S");
        }

        @Test
        void mayBePipsTrampoline() {
            assertScript(
                    locate("#!/bin/sh\n'''exec' " + python + " \"$0\" \"$@\"\n' '''\nimport sys\n"), python.toString());
        }

        @Test
        void mayBePipsTrampoline_toAPathWithBlanks() throws IOException {
            Path blank = Files.createDirectory(directory.resolve("my env"));
            Path spaced = FakePrograms.program(blank, "python3", "\u007fELF");

            assertScript(locate("#!/bin/sh\n'''exec' \"" + spaced + "\" \"$0\" \"$@\"\n' '''\n"), spaced.toString());
        }

        @Test
        void mayHaveItsInterpreter_inAnyPath() throws IOException {
            // Where the locale is C, Java knows no file of another name.
            String name = Installation.NATIVE.newEncoder().canEncode("\u00fc") ? "\u00fcmlaut-\u20ac" : "umlaut";
            Path foreign = Files.createDirectory(directory.resolve(name));
            Path interpreter = FakePrograms.program(foreign, "python3", "\u007fELF");

            assertScript(locate("#!" + interpreter + "\nimport yt_dlp\n"), interpreter.toString());
        }

        private void assertScript(Installation installation, String... interpreter) {
            assertThat(installation)
                    .isEqualTo(new Installation.Script(directory.resolve("yt-dlp"), List.of(interpreter)));
        }
    }

    @Nested
    final class AProgram {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\u007fELF\u0002\u0001",
                    "",
                    "#",
                    "#!",
                    "#!\n",
                    "#!/bin/bash\nexec /opt/yt-dlp \"$@\"\n",
                    "#!/bin/sh\nexec python3 -m yt_dlp \"$@\"\n",
                    "#!/bin/sh\n'''exec' /nowhere/python3 \"$0\" \"$@\"\n",
                    "#!/nowhere/python3\n",
                    "#!/usr/bin/env\n",
                    "#!/usr/bin/env -S\n",
                    "#!/usr/bin/env python9\n",
                    "#!/usr/bin/env -i python3\n",
                    "#!/bin/python\u0000\n",
                    "#!/usr/bin/env py\u0000thon\n"
                })
        void isWhateverNoPythonCanImport(String text) {
            assertThat(locate(text)).isEqualTo(new Installation.Program(directory.resolve("yt-dlp")));
        }
    }

    @Nested
    final class Missing {
        @Test
        void isWhatIsNotThere() {
            String absent = directory + "/absent";

            assertThat(Installation.locate(absent, "")).isEqualTo(new Installation.Missing(absent));
            assertThat(Installation.locate("absent", directory.toString()))
                    .isEqualTo(new Installation.Missing("absent"));
        }

        @Test
        void isWhatCannotBeRun() throws IOException {
            Path file = FakePrograms.program(directory, "yt-dlp", "#!" + python + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

            assertThat(Installation.locate(file.toString(), "")).isEqualTo(new Installation.Missing(file.toString()));
        }

        @Test
        void isADirectory() {
            assertThat(Installation.locate(directory.toString(), ""))
                    .isEqualTo(new Installation.Missing(directory.toString()));
        }

        @Test
        void isWhatNoFileCanBeCalled() {
            assertThat(Installation.locate("/a\u0000b", "")).isEqualTo(new Installation.Missing("/a\u0000b"));
            assertThat(Installation.locate("a\u0000b", "/usr/bin")).isEqualTo(new Installation.Missing("a\u0000b"));
            // Half a character is what this host's charset cannot say; where the locale is C, so are all beyond ASCII.
            assertThat(Installation.locate("/a\ud800", "")).isEqualTo(new Installation.Missing("/a\ud800"));
            assertThat(Installation.locate("absent", "/\ud800")).isEqualTo(new Installation.Missing("absent"));
        }
    }

    @Nested
    final class AName {
        @Test
        void isLookedUp_inOrder() throws IOException {
            Path first = Files.createDirectory(directory.resolve("first"));
            Path second = Files.createDirectory(directory.resolve("second"));
            Path wanted = FakePrograms.program(second, "yt-dlp", "\u007fELF");
            String path = "/nowhere:" + first + ":" + second;
            assertThat(Installation.locate("yt-dlp", path)).isEqualTo(new Installation.Program(wanted));

            Path earlier = FakePrograms.program(first, "yt-dlp", "\u007fELF");
            assertThat(Installation.locate("yt-dlp", path)).isEqualTo(new Installation.Program(earlier));
        }
    }

    private Installation locate(String text) {
        Path file = FakePrograms.program(directory, "yt-dlp", text);
        return Installation.locate(file.toString(), directory.toString());
    }
}
