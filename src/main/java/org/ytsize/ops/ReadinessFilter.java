package org.ytsize.ops;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/** Notes which balancers look whether this instance is ready: the server answers that path by itself. */
@WebFilter(urlPatterns = ReadinessFilter.PATH)
public class ReadinessFilter extends HttpFilter {
    static final String PATH = "/mphealth/ready";
    private static final int LONGEST_AGENT = 100;
    private static final long serialVersionUID = 1L;

    private final transient Checkers checkers;

    @Inject
    ReadinessFilter(Checkers checkers) {
        this.checkers = checkers;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        checkers.told(nameOf(request), response.getStatus() == HttpServletResponse.SC_OK);
    }

    /** A balancer and whatever else looks from its host are two. */
    private static String nameOf(HttpServletRequest request) {
        String agent = Objects.requireNonNullElse(request.getHeader("User-Agent"), "");
        return request.getRemoteAddr() + " " + agent.substring(0, Math.min(agent.length(), LONGEST_AGENT));
    }
}
