package org.ytsize.stub;

/** What can be wrong with a Redis, and mended. */
public enum RedisFault {
    STOPPED("cannot connect") {
        @Override
        public void begin(RedisServer redis) {
            redis.kill();
        }

        @Override
        public void end(RedisServer redis) {
            redis.restart();
        }
    },
    FROZEN("timed out") {
        @Override
        public void begin(RedisServer redis) {
            redis.freeze();
        }

        @Override
        public void end(RedisServer redis) {
            redis.thaw();
        }
    },
    FULL("OOM") {
        @Override
        public void begin(RedisServer redis) {
            redis.send("CONFIG", "SET", "maxmemory", "1", "maxmemory-policy", "noeviction");
        }

        @Override
        public void end(RedisServer redis) {
            redis.send("CONFIG", "SET", "maxmemory", "0");
        }
    },
    READ_ONLY("READONLY") {
        @Override
        public void begin(RedisServer redis) {
            redis.send("REPLICAOF", "127.0.0.1", "1");
        }

        @Override
        public void end(RedisServer redis) {
            redis.send("REPLICAOF", "NO", "ONE");
        }
    },
    ANOTHER_PASSWORD("NOAUTH") {
        @Override
        public void begin(RedisServer redis) {
            redis.send("CONFIG", "SET", "requirepass", "another");
            redis.sendAs("another", "CLIENT", "KILL", "TYPE", "normal");
        }

        @Override
        public void end(RedisServer redis) {
            redis.sendAs("another", "CONFIG", "SET", "requirepass", "");
        }
    },
    NO_PERMISSION("NOPERM") {
        @Override
        public void begin(RedisServer redis) {
            redis.send("ACL", "SETUSER", "default", "-evalsha", "-eval");
        }

        @Override
        public void end(RedisServer redis) {
            redis.send("ACL", "SETUSER", "default", "+@all");
        }
    };

    private final String trouble;

    RedisFault(String trouble) {
        this.trouble = trouble;
    }

    /** What the service says of it. */
    public String trouble() {
        return trouble;
    }

    public abstract void begin(RedisServer redis);

    public abstract void end(RedisServer redis);
}
