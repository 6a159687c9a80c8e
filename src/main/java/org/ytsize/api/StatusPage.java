package org.ytsize.api;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** {@code GET /status}: a page that shows people how the cluster is doing. It needs no key, and asks for the one that {@link StatusResource} may need. */
@Singleton
@Path("/status")
public class StatusPage {
    @GET
    public Response page() {
        return PageFiles.own("status.html").build();
    }
}
