package org.ytsize.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What files looked like at one moment: equal fingerprints mean that nobody has replaced any of them in between.
 *
 * @param files size, time and inode of each file by its path; {@code absent} where there is none
 */
record Fingerprint(Map<Path, String> files) {

    static Fingerprint of(Collection<Path> paths) {
        Map<Path, String> files = new TreeMap<>();
        paths.forEach(path -> files.put(path, look(path)));
        return new Fingerprint(files);
    }

    /** What the same files look like now. */
    Fingerprint again() {
        return of(files.keySet());
    }

    /** The same files; those that {@code earlier} knows too as they were then. */
    Fingerprint asIn(Fingerprint earlier) {
        Map<Path, String> merged = new TreeMap<>(files);
        merged.replaceAll((path, look) -> earlier.files().getOrDefault(path, look));
        return new Fingerprint(merged);
    }

    private static String look(Path path) {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            return file.size() + "/" + file.lastModifiedTime() + "/" + file.fileKey();
        } catch (IOException absent) {
            return "absent";
        }
    }
}
