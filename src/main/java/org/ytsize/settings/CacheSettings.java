package org.ytsize.settings;

/**
 * How much is remembered.
 *
 * @param max memory that answers may take in this instance, 1 MB to 4 GB
 */
public record CacheSettings(ByteSize max) {

    static CacheSettings read(Variables variables) {
        return new CacheSettings(
                new ByteSize(variables.whole("CACHE_MAX_BYTES", 33_554_432, 1_048_576, 4_294_967_296L)));
    }
}
