package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * The extension of src/test/extension, or another by the same code. Immutable.
 *
 * @param id by which Chromium knows it
 */
record Extension(Path directory, String id) {
    /** As it is in the project, with the id that it always has. */
    static Extension ofTheProject() {
        Path directory = Path.of(System.getProperty("basedir", "."), "src", "test", "extension")
                .toAbsolutePath()
                .normalize();
        return new Extension(directory, id(manifest(directory).getString("key")));
    }

    /** The same code by the name of somebody else, in that empty directory. */
    Extension bySomebodyElse(Path empty) {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
            keys.initialize(2048);
            String key = Base64.getEncoder()
                    .encodeToString(keys.generateKeyPair().getPublic().getEncoded());
            for (String file : new String[] {"page.html", "worker.js"}) {
                Files.copy(directory.resolve(file), empty.resolve(file));
            }
            Files.writeString(
                    empty.resolve("manifest.json"),
                    Json.createObjectBuilder(manifest(directory))
                            .add("key", key)
                            .build()
                            .toString());
            return new Extension(empty, id(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String origin() {
        return "chrome-extension://" + id;
    }

    /** A page of it, from which its worker can be spoken to. */
    URI page() {
        return URI.create(origin() + "/page.html");
    }

    private static JsonObject manifest(Path directory) {
        try (JsonReader reader =
                Json.createReader(Files.newBufferedReader(directory.resolve("manifest.json"), UTF_8))) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first half of the key's SHA-256, in hexadecimal digits from a to p instead of 0 to f. */
    private static String id(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(key));
            return HexFormat.of()
                    .formatHex(hash, 0, 16)
                    .chars()
                    .mapToObj(digit -> String.valueOf((char) ('a' + Character.digit(digit, 16))))
                    .collect(Collectors.joining());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
