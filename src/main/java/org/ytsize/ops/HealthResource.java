package org.ytsize.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** {@code GET /health}. Tells what the stats records say; never runs an extraction. */
@Singleton
@Path("/health")
public class HealthResource {
    private final HealthReport report;

    @Inject
    HealthResource(HealthReport report) {
        this.report = report;
    }

    @GET
    public Response health() {
        JsonObject body = report.json();
        return Reports.answer(body.getBoolean("ok") ? 200 : 503, body);
    }

    @GET
    @Path("main")
    public Response main() {
        return health();
    }
}
