package org.ytsize.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where Redis is, and as whom it is asked. Immutable.
 *
 * @param tls whether it is asked through TLS
 * @param user of its access control list, empty for the default one
 * @param password of that user, if it needs one
 * @param places of one server, or of several sentinels or nodes of a cluster; at least one, a port of -1 is the usual one
 * @param database number of the database, 0 to 999
 */
public record RedisUrl(
        boolean tls, Optional<String> user, Optional<Secret> password, List<HostAndPort> places, int database) {
    static final String RULE =
            "must be redis://[[user]:password@]host:port[,host:port...][/db]" + " or the same with rediss://";

    /** java.net.URI knows no list of hosts; what is between the separators, it reads. */
    private static final Pattern FORM =
            Pattern.compile("(?<scheme>rediss?)://(?:(?<login>.*)@)?(?<hosts>[^@/?#]+)(?:/(?<database>\\d{0,3}))?");

    /** The address that {@code text} is, by the schemes of the Redis clients; empty where it is none. */
    static Optional<RedisUrl> of(String text) {
        Matcher url = FORM.matcher(text);
        if (!url.matches()) {
            return Optional.empty();
        }
        try {
            List<HostAndPort> places = places(url.group("hosts"));
            if (places.isEmpty()) {
                return Optional.empty();
            }
            String login = url.group("login") == null ? "" : url.group("login");
            int colon = login.indexOf(':');
            String user = decoded(colon < 0 ? login : login.substring(0, colon));
            String password = colon < 0 ? "" : decoded(login.substring(colon + 1));
            String database = url.group("database") == null ? "" : url.group("database");
            return Optional.of(new RedisUrl(
                    url.group("scheme").equals("rediss"),
                    Optional.of(user).filter(name -> !name.isEmpty()),
                    Optional.of(password).filter(word -> !word.isEmpty()).map(Secret::new),
                    places,
                    database.isEmpty() ? 0 : Integer.parseInt(database)));
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The same with that password instead. */
    RedisUrl withPassword(Secret other) {
        return new RedisUrl(tls, user, Optional.of(other), places, database);
    }

    /** Without user and password, to be shown. */
    String shown() {
        String hosts = places.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
        return (tls ? "rediss://" : "redis://") + hosts + (database == 0 ? "" : "/" + database);
    }

    /** Empty if any of them is none. */
    private static List<HostAndPort> places(String hosts) throws URISyntaxException {
        List<HostAndPort> places = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            Optional<HostAndPort> place =
                    HostAndPort.of(new URI("redis://" + host)).filter(any -> any.port() < 0 || any.hasPort());
            if (place.isEmpty()) {
                return List.of();
            }
            places.add(place.get());
        }
        return List.copyOf(places);
    }

    /** A plus is a plus here, other than in forms. */
    private static String decoded(String escaped) {
        return URLDecoder.decode(escaped.replace("+", "%2B"), UTF_8);
    }
}
