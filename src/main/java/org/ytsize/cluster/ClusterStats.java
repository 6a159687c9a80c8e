package org.ytsize.cluster;

/**
 * How the instances that run together are doing, at one moment.
 *
 * @param clustered whether this one shares anything with others
 * @param members instances, this one included; of all releases
 * @param calls to what they share, so far
 * @param timeouts calls that were not answered in time
 * @param failures calls that failed, or were not made since whoever would have to answer has not done so of late
 */
public record ClusterStats(boolean clustered, int members, long calls, long timeouts, long failures) {}
