package org.ytsize.stub;

/** YouTube's paths: finds the reply to a request. Thread-safe. */
final class Site {
    private static final Reply NOT_FOUND = Reply.html(404, Body.of("<html><title>404 Not Found</title></html>"));
    private static final Reply PLAYER_SCRIPT =
            script("var _yt_player={};(function(g){g.xx=function(){return{signatureTimestamp:20373}};})(_yt_player);");
    private static final Reply IFRAME_SCRIPT = script(
            "var scriptUrl='https:\\/\\/www.youtube.com\\/s\\/player\\/0004de42\\/www-widgetapi.vflset\\/w.js';");

    /** What a live broadcast's HLS manifest lists: two qualities, neither with a size. */
    private static final Reply HLS_MANIFEST = Reply.of(200, "application/vnd.apple.mpegurl", Body.of("""
                    #EXTM3U
                    #EXT-X-VERSION:3
                    #EXT-X-INDEPENDENT-SEGMENTS
                    #EXT-X-STREAM-INF:BANDWIDTH=290288,CODECS="mp4a.40.5,avc1.4D400C",RESOLUTION=256x144
                    https://manifest.googlevideo.com/api/manifest/hls_playlist/itag/91/playlist/index.m3u8
                    #EXT-X-STREAM-INF:BANDWIDTH=5421720,CODECS="mp4a.40.2,avc1.640028",RESOLUTION=1920x1080
                    https://manifest.googlevideo.com/api/manifest/hls_playlist/itag/96/playlist/index.m3u8
                    """));

    private final Script script;
    private final WatchPage pages;
    private final Reply settings;

    Site(Script script, Filler filler) {
        this.script = script;
        this.pages = new WatchPage(filler);
        this.settings = Reply.html(200, pages.settingsOnly());
    }

    Reply answer(Request request) {
        String videoId = request.videoId();
        if (!videoId.isEmpty()) {
            return script.behaviour(videoId).answer(request, pages);
        }
        String path = request.path();
        if (path.startsWith("/s/player/")) {
            return PLAYER_SCRIPT;
        }
        if (path.startsWith("/api/manifest/hls_variant/")) {
            return HLS_MANIFEST;
        }
        return switch (path) {
            case "/", "/tv" -> settings;
            case "/iframe_api" -> IFRAME_SCRIPT;
            case "/generate_204" -> Reply.html(204, Body.of(""));
            default -> NOT_FOUND;
        };
    }

    private static Reply script(String text) {
        return Reply.of(200, "text/javascript; charset=utf-8", Body.of(text));
    }
}
