package org.ytsize.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** Serves everything under the root of the host. */
@ApplicationPath("/")
public class ApiApplication extends Application {

    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                // Otherwise OPTIONS and /application.wadl answer in XML.
                "jersey.config.server.wadl.disableWadl",
                true,
                // Bytes that are set aside for each answer, to tell its length. What is longer goes out in chunks.
                "jersey.config.contentLength.buffer.server",
                2048);
    }
}
