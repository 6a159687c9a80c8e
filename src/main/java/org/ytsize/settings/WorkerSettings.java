package org.ytsize.settings;

/**
 * How many lookups run and wait.
 *
 * @param min worker processes that wait ready, 0 to {@code max}
 * @param max worker processes that run at most, 1 to 200
 */
public record WorkerSettings(int min, int max) {

    static WorkerSettings read(Variables variables) {
        int min = variables.integer("MIN_WORKERS", 2, 0, 200);
        int max = variables.integer("MAX_WORKERS", 10, 1, 200);
        if (min > max && !variables.isFaulty("MIN_WORKERS") && !variables.isFaulty("MAX_WORKERS")) {
            variables.fault("MIN_WORKERS", "must not be over MAX_WORKERS, was " + min + " over " + max);
        }
        return new WorkerSettings(min, max);
    }
}
