package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.AccessSettings;
import org.ytsize.settings.Settings;

/**
 * Refuses what a web page makes its visitor's browser send, where that page may not read the answer: it would only use up the visitor's limit. What
 * is declared JSON is kept back by browsers themselves, since it needs a preflight, but for those that an extension sends.
 *
 * <p>By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/), which pages cannot set. Programs and older browsers send none, and are not refused; nor is a link that somebody
 * follows, which they see.
 */
@Provider
@Dependent
@Limited
@Priority(Order.FOREIGN_PAGE)
public class ForeignPageFilter implements ContainerRequestFilter {
    private final AccessSettings access;

    @Inject
    ForeignPageFilter(Settings settings) {
        this.access = settings.access();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if ("cross-site".equals(request.getHeaderString("Sec-Fetch-Site"))
                && !SizeResource.isJson(request.getMediaType())
                && !isFollowedLink(request)
                && !mayRead(request.getHeaderString("Origin"))) {
            request.abortWith(Answers.json(
                            403,
                            Answers.error("Pages of this origin may not ask").build())
                    .build());
        }
    }

    /** Not one in a frame, which nobody sees. */
    private static boolean isFollowedLink(ContainerRequestContext request) {
        return HttpMethod.GET.equals(request.getMethod())
                && "navigate".equals(request.getHeaderString("Sec-Fetch-Mode"))
                && "document".equals(request.getHeaderString("Sec-Fetch-Dest"));
    }

    /** Whether that origin is listed, or no web page's: an extension that has the permission for this host is in no list. */
    private boolean mayRead(@Nullable String origin) {
        if (access.anyOrigin()) {
            return true;
        }
        return origin != null && (access.origins().contains(origin) || origin.contains("-extension://"));
    }
}
