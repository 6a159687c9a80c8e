package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Says in JSON what the server itself refuses, before or after JAX-RS has seen the request. The server forwards such requests below WEB-INF, where
 * nobody can ask for it by name.
 */
@WebServlet("/WEB-INF/error")
public class ErrorPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;

    private final transient CommonHeaders headers;

    @Inject
    ErrorPage(CommonHeaders headers) {
        this.headers = headers;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status =
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : NOT_FOUND;
        RequestId id = RequestId.of(request);
        String path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String asked
                ? asked
                : request.getRequestURI();
        boolean problem = Problem.isToldFor(path);
        JsonObject v1 = body(status, id);
        byte[] body = problem
                ? Problem.bytes(Problem.of(status, v1, id))
                : v1.toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(problem ? Problem.MEDIA_TYPE : Answers.JSON);
        headers.add(response, path, request.getHeader("Origin"), id);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static JsonObject body(int status, RequestId id) {
        if (status == NOT_FOUND) {
            return FailureMapper.notFound().build();
        }
        Response.Status known = Response.Status.fromStatusCode(status);
        return Answers.error(known == null ? "Refused" : known.getReasonPhrase())
                .add("requestId", id.value())
                .build();
    }
}
