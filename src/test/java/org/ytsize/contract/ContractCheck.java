package org.ytsize.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares responses with what the OpenAPI document promises of them: the status, the media type, the body by its schema, the headers. What the
 * document does not name may not be there, be it a field or a header, unless a schema allows further fields by its own word. Thread-safe.
 *
 * <p>A path that the document does not know is a 404, a method that a path does not know a 405, each as the root's default response; what is
 * refused before anybody looks at the path is that as well. HEAD is GET
 * without the body, and OPTIONS is answered alike on every path.
 */
public final class ContractCheck {
    /** The platform's own, the operators', and what libraries bring for pages: no part of the API. Where a balancer shuts them, they are paths like any other. */
    private static final Set<String> NOT_OF_THE_API = Set.of("ops", "mphealth", "mpmetrics", "mpopenapi", "webjars");

    /** Not to be named by a document, or about the connection and not the answer: OpenAPI 3.0.3, Response Object; RFC 9110. */
    private static final Set<String> NOT_DOCUMENTED =
            Set.of("content-type", "content-length", "transfer-encoding", "connection", "keep-alive", "date");

    private static final String ID = "https://ytsize.invalid/openapi.json";
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    /** Whatever the path: headers and a body's length are looked at first, and a balancer may have no instance to ask. */
    private static final Set<Integer> ANYWHERE = Set.of(400, 413, 503);

    private final Contract contract;
    private final SchemaRegistry schemas;
    private final Map<String, Schema> byPointer = new ConcurrentHashMap<>();

    /** @param document in JSON */
    public ContractCheck(String document) {
        this.contract = Contract.of(document);
        // What a document has beside schemas is no keyword; that it has no wrong ones is for the parser to say.
        Dialect dialect = Dialect.builder(ID + "#dialect", Dialects.getOpenApi30())
                .unknownKeywordFactory((name, context) -> new NonValidationKeyword(name))
                .build();
        this.schemas = SchemaRegistry.withDialect(
                dialect,
                builder -> builder.schemas(Map.of(ID, contract.closed()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    /** Of the document that the build has. */
    public static ContractCheck ofTheService() {
        return Service.CHECK;
    }

    /**
     * Fails if the response is not as the document has it.
     *
     * @param target of the request: a path, perhaps with a query
     * @param body as text, not compressed
     * @throws AssertionError with all that is wrong
     */
    public void check(String method, String target, int status, Map<String, List<String>> headers, String body) {
        List<String> faults = faults(method, target, status, headers, body);
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    method + " " + target + " -> " + status + " is not as the OpenAPI document has it:\n  "
                            + String.join("\n  ", faults) + "\n" + headers + "\n" + body);
        }
    }

    /** Fails if {@code json} is not as the schema of that name has it. */
    public void checkSchema(String name, String json) {
        List<String> faults = new ArrayList<>();
        try {
            validate("/components/schemas/" + name, Contract.parsed("json", json), "body", faults);
        } catch (JsonProcessingException broken) {
            faults.add("cannot be read: " + broken.getOriginalMessage());
        }
        if (!faults.isEmpty()) {
            throw new AssertionError("no " + name + ":\n  " + String.join("\n  ", faults) + "\n" + json);
        }
    }

    /** All that is not as the document has it; empty if nothing is. */
    List<String> faults(String method, String target, int status, Map<String, List<String>> headers, String body) {
        String path = Contract.path(target);
        if (status < 200 || (isNotOfTheApi(path) && status != NOT_FOUND)) {
            return List.of();
        }
        List<String> faults = new ArrayList<>();
        String response = response(method, path, status, faults);
        if (response != null) {
            checkHeaders(response, lowerCase(headers), faults);
            checkBody(response, lowerCase(headers).get("content-type"), method.equals("HEAD"), body, faults);
        }
        return faults;
    }

    /** Where the document has the response; null if it has none. */
    private @Nullable String response(String method, String path, int status, List<String> faults) {
        String known = method.equals("OPTIONS") ? contract.pathOfPreflight() : contract.templateOf(path);
        if (known == null) {
            if (status != NOT_FOUND && !ANYWHERE.contains(status)) {
                faults.add("the document does not know the path, which would be a 404");
            }
            return contract.response("/", "get", NOT_FOUND);
        }
        String operation = (method.equals("HEAD") ? "GET" : method).toLowerCase(Locale.ROOT);
        if (!contract.hasOperation(known, operation)) {
            if (status != METHOD_NOT_ALLOWED && !ANYWHERE.contains(status)) {
                faults.add("the document does not know the method there, which would be a 405");
            }
            return contract.response("/", "get", METHOD_NOT_ALLOWED);
        }
        String response = contract.response(known, operation, status);
        if (response == null) {
            faults.add("the document does not know the status");
        }
        return response;
    }

    private void checkHeaders(String response, Map<String, String> headers, List<String> faults) {
        Map<String, String> documented = contract.headers(response);
        documented.forEach((name, pointer) -> {
            String value = headers.get(name);
            if (value != null) {
                String schema = contract.resolve(pointer + "/schema");
                validate(schema, contract.asTyped(schema, value), "header " + name, faults);
            } else if (contract.at(pointer).path("required").asBoolean()) {
                faults.add("header " + name + ": is missing");
            }
        });
        headers.keySet().stream()
                .filter(name -> !documented.containsKey(name) && !NOT_DOCUMENTED.contains(name))
                .forEach(name -> faults.add("header " + name + ": the document does not name it"));
    }

    private void checkBody(String response, @Nullable String type, boolean isOfHead, String body, List<String> faults) {
        List<String> documented = contract.mediaTypes(response);
        if (documented.isEmpty() || isOfHead) {
            if (!body.isEmpty()) {
                faults.add("body: there is one");
            }
        }
        if (type == null) {
            if (!documented.isEmpty()) {
                faults.add("body: has no Content-Type");
            }
            return;
        }
        String mediaType = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!documented.contains(mediaType)) {
            faults.add("body: the document does not know " + mediaType + " there, but " + documented);
        } else if (!isOfHead) {
            String schema =
                    contract.resolve(Contract.child(Contract.child(response, "content"), mediaType) + "/schema");
            try {
                validate(schema, Contract.parsed(mediaType, body), "body", faults);
            } catch (JsonProcessingException broken) {
                faults.add("body: cannot be read as " + mediaType + ": " + broken.getOriginalMessage());
            }
        }
    }

    /** All that is not as the schema at that place of the document has it. */
    List<String> faults(String pointer, JsonNode value) {
        return byPointer
                .computeIfAbsent(pointer, unseen -> schemas.getSchema(SchemaLocation.of(ID + "#" + pointer)))
                .validate(value)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private void validate(String pointer, JsonNode value, String what, List<String> faults) {
        faults(pointer, value).forEach(fault -> faults.add(what + fault));
    }

    private static boolean isNotOfTheApi(String path) {
        return NOT_OF_THE_API.contains(path.split("/", 3)[1].toLowerCase(Locale.ROOT));
    }

    private static Map<String, String> lowerCase(Map<String, List<String>> headers) {
        Map<String, String> byName = new TreeMap<>();
        headers.forEach((name, values) ->
                byName.merge(name.toLowerCase(Locale.ROOT), String.join(", ", values), (one, two) -> one + ", " + two));
        return byName;
    }

    /** Read when it is asked for first. */
    private static final class Service {
        static final ContractCheck CHECK = new ContractCheck(Contract.textOfTheService());
    }
}
