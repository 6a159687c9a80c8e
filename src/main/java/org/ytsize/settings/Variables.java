package org.ytsize.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads variables by name and type, and collects what is wrong with them, so that all faults can be told at once.
 *
 * <p>A faulty variable reads as its default; {@link #refuseIfFaulty()} then refuses the whole. A variable that is empty
 * counts as not set. Faults tell a value's rule and shape, never the value of a secret. For one thread.
 */
final class Variables {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

    private static final Pattern SHARE = Pattern.compile("0?\\.\\d{1,9}|0|1|1\\.0{1,9}");

    private static final String NONE = "none";

    private final Function<String, Optional<String>> source;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> defaults = new LinkedHashMap<>();

    Variables(Function<String, Optional<String>> source) {
        this.source = source;
    }

    int integer(String name, int byDefault, int least, int most) {
        return Math.toIntExact(whole(name, byDefault, least, most));
    }

    long whole(String name, long byDefault, long least, long most) {
        return raw(name, Long.toString(byDefault))
                .map(text -> {
                    boolean fits = WHOLE_NUMBER.matcher(text).matches()
                            && Long.parseLong(text) >= least
                            && Long.parseLong(text) <= most;
                    if (fits) {
                        return Long.parseLong(text);
                    }
                    fault(name, "must be a whole number from " + least + " to " + most + ", was " + shown(text));
                    return byDefault;
                })
                .orElse(byDefault);
    }

    /** A decimal number from 0 to 1. */
    double share(String name, String byDefault) {
        String text = raw(name, byDefault).orElse(byDefault);
        if (SHARE.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        fault(name, "must be a number from 0 to 1, such as 0.01, was " + shown(text));
        return Double.parseDouble(byDefault);
    }

    boolean flag(String name, boolean byDefault) {
        return oneOf(name, Boolean.toString(byDefault), List.of("true", "false"))
                .equals("true");
    }

    String oneOf(String name, String byDefault, List<String> words) {
        String word = raw(name, byDefault).orElse(byDefault).toLowerCase(Locale.ROOT);
        if (words.contains(word)) {
            return word;
        }
        fault(name, "must be one of " + String.join(", ", words) + ", was " + shown(word));
        return byDefault;
    }

    String text(String name, String byDefault) {
        return raw(name, byDefault).orElse(byDefault);
    }

    Optional<String> text(String name) {
        return raw(name, NONE);
    }

    Optional<Secret> secret(String name, int leastCharacters) {
        return raw(name, NONE).flatMap(text -> {
            if (text.length() >= leastCharacters) {
                return Optional.of(new Secret(text));
            }
            fault(name, "must have at least " + leastCharacters + " characters, has " + text.length());
            return Optional.empty();
        });
    }

    Optional<Path> readableFile(String name) {
        return raw(name, NONE).flatMap(text -> {
            Optional<Path> file = path(text).filter(path -> Files.isRegularFile(path) && Files.isReadable(path));
            if (file.isEmpty()) {
                fault(name, "must be a file that can be read, was " + shown(text));
            }
            return file;
        });
    }

    /** The certificates in a PEM file, at least one; none where the variable is not set. */
    List<X509Certificate> certificates(String name) {
        Optional<Path> file = readableFile(name);
        if (file.isEmpty()) {
            return List.of();
        }
        List<X509Certificate> certificates = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file.get())) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) certificate);
            }
        } catch (IOException | CertificateException senseless) {
            certificates.clear();
        }
        if (certificates.isEmpty()) {
            fault(
                    name,
                    "must be a PEM file with certificates, was "
                            + shown(file.get().toString()));
        }
        return List.copyOf(certificates);
    }

    /** The items of a comma list, without blanks and empty ones. */
    List<String> list(String name, List<String> byDefault) {
        return raw(name, byDefault.isEmpty() ? NONE : String.join(",", byDefault))
                .map(text -> Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList())
                .orElse(byDefault);
    }

    /** Whether a fault of that one has been found, so that what it reads as is not what was meant. */
    boolean isFaulty(String name) {
        return faults.stream().anyMatch(fault -> fault.startsWith(name + " "));
    }

    /** Adds a fault: the variable's name and the rule that it breaks. */
    void fault(String name, String rule) {
        faults.add(name + " " + rule);
    }

    /** Throws {@link InvalidSettingsException} if any variable so far was faulty. */
    void refuseIfFaulty() {
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
    }

    /** The variables asked for so far, each with its default as the documentation shows it. */
    Map<String, String> defaults() {
        return Map.copyOf(defaults);
    }

    /** A value for a message: short, and on one line. */
    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return '"' + (line.length() <= 40 ? line : line.substring(0, 40) + "…") + '"';
    }

    /** The path that {@code text} is; empty where it cannot be one. */
    static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException notAName) {
            return Optional.empty();
        }
    }

    private Optional<String> raw(String name, String byDefault) {
        defaults.put(name, byDefault);
        return source.apply(name).map(String::strip).filter(text -> !text.isEmpty());
    }
}
