package org.ytsize.stub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What makes a watch page as large as YouTube's: settings, script and suggestions that mean nothing, but have to be
 * carried, searched and in part parsed. The same at every start. Immutable.
 *
 * @param flags fields of the page's settings
 * @param script statements that do nothing
 * @param suggestions elements of the list of other videos
 */
record Filler(Json flags, String script, List<Json> suggestions) {
    private static final List<String> WORDS = List.of("""
            kevlar player watch desktop enable polymer shorts logging client endpoint masthead scheduler prefetch \
            renderer throttle macro markers overlay guide autoplay delhi modern tracking visibility miniplayer \
            comments engagement panel skip legacy cold hydration""".split(" ", -1));

    /** Makes a page of about one megabyte. */
    static Filler full() {
        Random random = new Random(1);
        return new Filler(flags(1_500, random), script(3_600, random), suggestions(20, random));
    }

    /** Makes a page of some kilobytes, for those who measure nothing. */
    static Filler small() {
        Random random = new Random(1);
        return new Filler(flags(15, random), script(15, random), List.of());
    }

    private static Json flags(int count, Random random) {
        Map<String, Object> flags = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            flags.put(words(4, "_", random) + '_' + i, random.nextBoolean());
        }
        return new Json(flags);
    }

    private static String script(int functions, Random random) {
        StringBuilder script = new StringBuilder("(function(){var _f={};");
        for (int i = 0; i < functions; i++) {
            script.append(String.format(
                    "_f.%s%d=function(a,b){if(!a||\"%s\"===b)return a;var c=_f.%s;return c?c.call(a,b,\"%s\"):b};%n",
                    words(2, "", random), i, token(random), words(1, "", random), words(3, "-", random)));
        }
        return script.append("})();").toString();
    }

    private static List<Json> suggestions(int count, Random random) {
        return IntStream.range(0, count).mapToObj(i -> suggestion(random)).toList();
    }

    private static Json suggestion(Random random) {
        List<Json> actions =
                IntStream.range(0, 60).mapToObj(i -> action(random)).toList();
        Json model = Json.of("contentId", token(random).substring(0, 11))
                .with("contentType", "LOCKUP_CONTENT_TYPE_VIDEO")
                .with("metadata", Json.of("title", Json.of("content", words(8, " ", random))))
                .with("menu", Json.of("items", actions));
        return Json.of("lockupViewModel", model);
    }

    private static Json action(Random random) {
        Json command = Json.of("clickTrackingParams", token(random) + token(random))
                .with("commandMetadata", Json.of("webCommandMetadata", Json.of("sendPost", true)))
                .with("signalServiceEndpoint", Json.of("signal", words(3, "_", random)));
        return Json.of("listItemViewModel", Json.of("title", Json.of("content", words(4, " ", random))))
                .with("rendererContext", Json.of("commandContext", Json.of("onTap", command)));
    }

    private static String words(int count, String separator, Random random) {
        return IntStream.range(0, count)
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(separator));
    }

    /** Sixteen characters that do not compress well. */
    private static String token(Random random) {
        return String.format("%016x", random.nextLong());
    }
}
