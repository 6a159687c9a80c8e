package org.ytsize.stub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Watch pages in the shape of YouTube's: settings, the player's reply, a lot of script, and the page's own data, each
 * in a script element. Immutable; thread-safe.
 */
final class WatchPage {
    /** The guest that every page is for. */
    static final String VISITOR = "CgtzdHViWW91VHViZSiAgICABg%3D%3D";

    /** Where the page says that the player's script is. */
    static final String PLAYER_SCRIPT = "/s/player/0004de42/player_ias.vflset/en_US/base.js";

    private static final String HEAD = """
            <!DOCTYPE html><html style="font-size: 10px;font-family: Roboto, Arial, sans-serif;" lang="en" \
            system-icons typography typography-spacing><head><meta http-equiv="X-UA-Compatible" content="IE=edge"/>\
            <script nonce="stub">var ytcfg={d:function(){return window.yt&&yt.config_||ytcfg.data_||\
            (ytcfg.data_={})},get:function(k,o){return k in ytcfg.d()?ytcfg.d()[k]:o},set:function(){\
            var a=arguments;if(a.length>1)ytcfg.d()[a[0]]=a[1];else for(var k in a[0])ytcfg.d()[k]=a[0][k]}};
            """;

    private final Segment settings;
    private final Segment script;
    private final Segment suggestions;
    private final Segment end;

    WatchPage(Filler filler) {
        settings = Segment.of(HEAD + "ytcfg.set(" + settings(filler).text() + ");</script>");
        script = Segment.of("<script nonce=\"stub\">" + filler.script() + "</script>");
        String list = Json.of("results", filler.suggestions()).text();
        suggestions = Segment.of(",\"secondaryResults\":{\"secondaryResults\":" + list + "}}}}");
        end = Segment.of(";</script></body></html>\n");
    }

    /** The page of one video. */
    Body of(String id, PlayerReply reply) {
        return Body.of(
                settings,
                Segment.of(meta(id, reply)),
                player(reply.json()),
                script,
                Segment.of("<script nonce=\"stub\">var ytInitialData = " + initialData(id, reply)),
                suggestions,
                end);
    }

    /** The page of one video, with so many times the script that a page has. */
    Body swollen(String id, PlayerReply reply, int times) {
        List<Segment> segments = new ArrayList<>(of(id, reply).segments());
        segments.addAll(segments.indexOf(script), Collections.nCopies(times, script));
        return new Body(segments);
    }

    /** A page whose player reply is whatever is given, and which holds no other data. */
    Body around(String playerReply) {
        return Body.of(settings, player(playerReply), script, end);
    }

    /** A page of no video, for its settings. */
    Body settingsOnly() {
        return Body.of(settings, end);
    }

    /** The page's own data as the API gives it. */
    Body data(String id, PlayerReply reply) {
        return Body.of(Segment.of(initialData(id, reply)), suggestions);
    }

    private static Json settings(Filler filler) {
        Json client = Json.of("hl", "en")
                .with("gl", "US")
                .with("visitorData", VISITOR)
                .with("clientName", "WEB")
                .with("clientVersion", "2.20261020.01.00")
                .with("originalUrl", "https://www.youtube.com/watch")
                .with("platform", "DESKTOP");
        Json context = Json.of("client", client)
                .with("user", Json.of("lockedSafetyMode", false))
                .with("request", Json.of("useSsl", true));
        return Json.of("CLIENT_CANARY_STATE", "none")
                .with("DEVICE", "cplatform=DESKTOP")
                .with("EXPERIMENT_FLAGS", filler.flags())
                .with("INNERTUBE_API_KEY", "AIzaSyStubStubStubStubStubStubStubStub0")
                .with("INNERTUBE_API_VERSION", "v1")
                .with("INNERTUBE_CLIENT_NAME", "WEB")
                .with("INNERTUBE_CLIENT_VERSION", "2.20261020.01.00")
                .with("INNERTUBE_CONTEXT", context)
                .with("INNERTUBE_CONTEXT_CLIENT_NAME", 1)
                .with("LOGGED_IN", false)
                .with("PLAYER_JS_URL", PLAYER_SCRIPT)
                .with("STS", 20373)
                .with("VISITOR_DATA", VISITOR);
    }

    private static String meta(String id, PlayerReply reply) {
        String title = escape(reply.details().text("title"));
        String head = title.isEmpty()
                ? "<title> - YouTube</title>"
                : "<title>" + title + " - YouTube</title><meta name=\"title\" content=\"" + title + "\">"
                        + "<meta property=\"og:title\" content=\"" + title + "\">";
        return head + "<link rel=\"canonical\" href=\"https://www.youtube.com/watch?v=" + id
                + "\"></head><body dir=\"ltr\">";
    }

    private static Segment player(String json) {
        return Segment.of("<script nonce=\"stub\">var ytInitialPlayerResponse = " + json
                + ";var meta = document.createElement('meta'); meta.name = 'referrer';</script>");
    }

    /**
     * All of the page's data that differs from video to video: the list of suggestions and the closing braces follow
     * it.
     */
    private static String initialData(String id, PlayerReply reply) {
        List<Json> contents = new ArrayList<>();
        if (!reply.details().isEmpty()) {
            contents.add(Json.of("videoPrimaryInfoRenderer", primary(reply)));
            contents.add(Json.of("videoSecondaryInfoRenderer", Json.of("owner", owner())));
        }
        if (!reply.notice().isEmpty()) {
            Json message = Json.of("messageRenderer", Json.of("text", runs(reply.notice())));
            contents.add(Json.of("itemSectionRenderer", Json.of("contents", List.of(message))));
        }
        String results = Json.of("results", Json.of("contents", contents)).text();
        return "{\"responseContext\":{\"mainAppWebResponseContext\":{\"loggedOut\":true}},\"currentVideoEndpoint\":"
                + Json.of("watchEndpoint", Json.of("videoId", id)).text()
                + ",\"contents\":{\"twoColumnWatchNextResults\":{\"results\":" + results;
    }

    private static Json primary(PlayerReply reply) {
        Json views = Json.of("viewCount", Json.of("simpleText", "1,712,345,678 views"));
        return Json.of("title", runs(reply.details().text("title")))
                .with("viewCount", Json.of("videoViewCountRenderer", views))
                .with("dateText", Json.of("simpleText", "Oct 24, 2009"));
    }

    private static Json owner() {
        Json owner = Json.of("title", runs("Stub Channel"))
                .with("subscriberCountText", Json.of("simpleText", "4.42M subscribers"));
        return Json.of("videoOwnerRenderer", owner);
    }

    private static Json runs(String text) {
        return Json.of("runs", List.of(Json.of("text", text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
