package org.ytsize.ratelimit;

import redis.clients.jedis.exceptions.JedisException;

/** All connections to Redis were in use for as long as one may wait for Redis: it answers too slowly. */
final class RedisBusyException extends JedisException {
    private static final long serialVersionUID = 1L;

    RedisBusyException() {
        super("all connections are busy");
    }
}
