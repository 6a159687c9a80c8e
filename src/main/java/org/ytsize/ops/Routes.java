package org.ytsize.ops;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.jspecify.annotations.Nullable;

/** What requests ask for, by a bounded number of names: the path's template, such as {@code /api/v1/size}. Thread-safe. */
final class Routes {
    /** Whatever has no method of ours: unknown paths, and what filters answered before anybody looked for one. */
    static final String OTHER = "other";

    /** A template's own rule for what may stand in it. */
    private static final Pattern RULE = Pattern.compile("\\{\\s*([\\w-]+)\\s*:[^/]*}");

    private final ConcurrentMap<ResourceMethod, String> names = new ConcurrentHashMap<>();

    /** The name of the route that {@code method} answers. */
    String name(@Nullable ResourceMethod method) {
        return method == null ? OTHER : names.computeIfAbsent(method, Routes::template);
    }

    private static String template(ResourceMethod method) {
        Deque<String> parts = new ArrayDeque<>();
        for (Resource at = method.getParent(); at != null; at = at.getParent()) {
            if (at.getPath() != null) {
                parts.push(at.getPath());
            }
        }
        String path = ("/" + String.join("/", parts)).replaceAll("/{2,}", "/");
        String named = RULE.matcher(path).replaceAll("{$1}");
        return named.length() > 1 && named.endsWith("/") ? named.substring(0, named.length() - 1) : named;
    }
}
