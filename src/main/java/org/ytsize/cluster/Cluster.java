package org.ytsize.cluster;

/** The instances that run together, as this one knows them. Thread-safe; never blocks, never fails. */
public interface Cluster {
    /** What an instance that is alone is in. */
    Cluster ALONE = new Cluster() {
        @Override
        public SharedAnswers answers(int schema) {
            return SharedAnswers.NONE;
        }

        @Override
        public SharedReports reports(int schema) {
            return SharedReports.NONE;
        }

        @Override
        public ClusterStats stats() {
            return new ClusterStats(false, 1, 0, 0, 0);
        }
    };

    /**
     * What the instances of one schema remember together.
     *
     * @param schema of the bytes: those of others are not seen, so that two releases can run side by side
     */
    SharedAnswers answers(int schema);

    /**
     * What the instances of one schema tell each other of themselves.
     *
     * @param schema as for {@link #answers}
     */
    SharedReports reports(int schema);

    ClusterStats stats();
}
