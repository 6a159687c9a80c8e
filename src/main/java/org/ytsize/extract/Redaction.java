package org.ytsize.extract;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ytsize.settings.Secret;

/** Puts {@code ***} for a job's secrets in what yt-dlp says, as they are and as Python quotes them. Immutable. */
final class Redaction {
    /** Characters that a secret has at least: to hide less would tear words apart. */
    private static final int SECRET = 6;

    private final List<Pattern> secrets;

    /** Hides the values of the cookies, and the proxy: all of it, its address, its user and its password. */
    Redaction(Optional<Cookies> cookies, Optional<Secret> proxy) {
        secrets = Stream.concat(
                        cookies.stream().flatMap(Cookies::values),
                        proxy.stream().flatMap(secret -> parts(URI.create(secret.reveal()))))
                .filter(secret -> secret.length() >= SECRET)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(secret -> Pattern.compile(Pattern.quote(secret) + "|" + quotedByPython(secret)))
                .toList();
    }

    String in(String text) {
        String hidden = text;
        for (Pattern secret : secrets) {
            hidden = secret.matcher(hidden).replaceAll("***");
        }
        return hidden;
    }

    private static Stream<String> parts(URI proxy) {
        Stream<String> users = Stream.of(proxy.getRawUserInfo(), proxy.getUserInfo())
                .filter(Objects::nonNull)
                .flatMap(user -> Stream.of(user, user.substring(user.indexOf(':') + 1)));
        return Stream.concat(
                Stream.of(proxy.toString(), proxy.getRawAuthority(), proxy.getHost() + ":" + proxy.getPort()), users);
    }

    /** In a pattern that never has two ways to go on, so that no secret makes it slow. */
    private static String quotedByPython(String secret) {
        StringBuilder regex = new StringBuilder();
        secret.codePoints().forEach(c -> {
            String plain = Pattern.quote(Character.toString(c));
            if (c == '\\') {
                regex.append("\\\\\\\\");
            } else if (c == '\'' || c == '"') {
                regex.append("\\\\?").append(plain);
            } else if (c < ' ' || c > '~') {
                regex.append("(?:\\\\(?:[tnr]|x\\p{XDigit}{2}|u\\p{XDigit}{4}|U\\p{XDigit}{8})|")
                        .append(plain)
                        .append(')');
            } else {
                regex.append(plain);
            }
        });
        return regex.toString();
    }
}
