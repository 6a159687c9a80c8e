package org.ytsize.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** Serves everything under the root of the host. */
@ApplicationPath("/")
public class ApiApplication extends Application {

    @Override
    public Map<String, Object> getProperties() {
        // Otherwise OPTIONS and /application.wadl answer in XML.
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
