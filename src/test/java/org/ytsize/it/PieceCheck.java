package org.ytsize.it;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ytsize.contract.ContractCheck;

/** Holds an answer that comes line by line against the OpenAPI document: each line of NDJSON is a body, and the last event has a schema of its own. For one thread. */
final class PieceCheck implements Consumer<String> {
    private static final Map<String, String> SCHEMAS =
            Map.of("event: done", "Video", "event: failed", "ProblemDetails");

    private final String method;
    private final String path;
    private final int status;
    private final Map<String, List<String>> headers;
    private String before = "";

    PieceCheck(String method, String path, int status, Map<String, List<String>> headers) {
        this.method = method;
        this.path = path;
        this.status = status;
        this.headers = headers;
    }

    @Override
    public void accept(String line) {
        ContractCheck contract = ContractCheck.ofTheService();
        contract.check(method, path, status, headers, line);
        String schema = SCHEMAS.get(before);
        if (schema != null) {
            contract.checkSchema(schema, line.substring("data: ".length()));
        }
        before = line;
    }
}
