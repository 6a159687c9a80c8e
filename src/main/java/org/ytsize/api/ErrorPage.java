package org.ytsize.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Says in JSON what the server itself refuses, before or after JAX-RS has seen the request. Asked for by name, it does not exist. */
@WebServlet("/error")
public class ErrorPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status =
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : NOT_FOUND;
        Response.Status known = Response.Status.fromStatusCode(status);
        RequestId id = RequestId.from(request.getHeader(RequestId.HEADER), request.getHeader(RequestId.OTHER_HEADER));
        byte[] body = Answers.error(known == null ? "Refused" : known.getReasonPhrase())
                .add("requestId", id.value())
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(Answers.JSON);
        CommonHeadersFilter.HEADERS.forEach(response::setHeader);
        response.setHeader(RequestId.HEADER, id.value());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
