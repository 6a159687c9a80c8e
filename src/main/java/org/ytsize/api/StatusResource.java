package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.ytsize.cluster.ClusterReport;

/** {@code GET /api/v1/status}: the cluster as it is now, for programs. */
@Singleton
@Path("/api/v1/status")
public class StatusResource {
    private final ClusterReport report;

    @Inject
    StatusResource(ClusterReport report) {
        this.report = report;
    }

    @GET
    @Keyed
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> status(@Context ContainerRequestContext request) {
        return FrontFilter.afterLeaving(request, report.now().toCompletableFuture())
                .thenApply(body -> Answers.json(200, body)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }
}
