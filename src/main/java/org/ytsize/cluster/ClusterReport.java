package org.ytsize.cluster;

import jakarta.json.JsonObject;
import java.util.concurrent.CompletionStage;

/** The cluster as it is now and as it was in the last hour, for operators. Thread-safe; never blocks. */
public interface ClusterReport {
    /** All that the instances tell of themselves; ends within a second, and never with an exception. */
    CompletionStage<JsonObject> now();
}
