package org.ytsize.stub;

import java.util.Random;
import java.util.function.Function;

/** How a video answers whatever is asked about it. Stateless; thread-safe. */
interface Behaviour {
    /** The reply to a request that names a video. */
    Reply answer(Request request, WatchPage pages);

    /** A video that YouTube has something to say about, the same to everybody. */
    static Behaviour says(Function<String, PlayerReply> reply) {
        return (request, pages) -> {
            String id = request.videoId();
            return switch (request.path()) {
                case Request.PLAYER -> Reply.json(200, Body.of(reply.apply(id).json()));
                case Request.NEXT -> Reply.json(200, pages.data(id, reply.apply(id)));
                default -> Reply.html(200, pages.of(id, reply.apply(id)));
            };
        };
    }

    /** One answer for YouTube's own pages, another for its apps. */
    static Behaviour byClient(Behaviour pages, Behaviour apps) {
        return (request, page) -> (request.isFromPage() ? pages : apps).answer(request, page);
    }

    /** One answer for whoever is signed in, another for guests. */
    static Behaviour byAccount(Behaviour members, Behaviour guests) {
        return (request, page) -> (request.isSignedIn() ? members : guests).answer(request, page);
    }

    /** One answer for the watch page, another for everything else. */
    static Behaviour byPath(Behaviour watch, Behaviour others) {
        return (request, page) -> (request.path().equals(Request.WATCH) ? watch : others).answer(request, page);
    }

    /** An error of HTTP, with a page for people that says so. */
    static Behaviour fails(int status, String title) {
        String page = "<html lang=\"en\" dir=\"ltr\"><head><title>" + title + "</title></head><body><h1>" + title
                + "</h1>That\u2019s all we know.</body></html>";
        return (request, pages) -> Reply.html(status, Body.of(page));
    }

    /** The player's reply inside a page that is much larger than any real one. */
    static Behaviour swollen(Function<String, PlayerReply> reply, int times) {
        Behaviour plain = says(reply);
        return (request, pages) -> request.path().equals(Request.WATCH)
                ? Reply.html(200, pages.swollen(request.videoId(), reply.apply(request.videoId()), times))
                : plain.answer(request, pages);
    }

    /** Replies that end in the middle. */
    static Behaviour cutOff(Function<String, PlayerReply> reply) {
        return (request, pages) -> request.path().equals(Request.PLAYER)
                ? Reply.cutOff(
                        "application/json; charset=UTF-8",
                        Body.of(reply.apply(request.videoId()).json()))
                : Reply.cutOff("text/html; charset=utf-8", pages.of(request.videoId(), reply.apply(request.videoId())));
    }

    /** A page and an API reply that are whole, but whose JSON breaks off. */
    static Behaviour broken(Function<String, PlayerReply> reply) {
        return (request, pages) -> {
            String json = reply.apply(request.videoId()).json();
            String half = json.substring(0, json.length() / 2);
            return request.path().equals(Request.WATCH)
                    ? Reply.html(200, pages.around(half))
                    : Reply.json(200, Body.of(half));
        };
    }

    /** Bytes that are nothing, as long as a page, said to be what was asked for. */
    static Behaviour noise() {
        byte[] bytes = new byte[200_000];
        new Random(7).nextBytes(bytes);
        Body body = Body.of(Segment.of(bytes));
        return (request, pages) -> request.path().equals(Request.WATCH) ? Reply.html(200, body) : Reply.json(200, body);
    }

    /** A success without a single byte. */
    static Behaviour empty() {
        return (request, pages) -> Reply.html(200, Body.of(""));
    }

    /** Its answer comes when the gate opens. */
    static Behaviour slow(Behaviour behaviour) {
        return (request, pages) -> Reply.late(behaviour.answer(request, pages));
    }

    /** Its answer never comes. */
    static Behaviour silent() {
        return (request, pages) -> Reply.none();
    }
}
