package org.ytsize.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;

/** The OpenAPI document, with the version of this service; in JSON and in YAML, made once. Immutable. */
final class Contract {
    private final JsonObject json;
    private final String yaml;

    private Contract(JsonObject json) {
        this.json = json;
        this.yaml = Yaml.of(json);
    }

    /**
     * The document of the build.
     *
     * @throws IOException if the build has none
     */
    static Contract ofVersion(String version) throws IOException {
        try (InputStream in = Contract.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IOException("the build is incomplete: openapi.json is missing");
            }
            try (JsonReader reader = Json.createReader(in)) {
                return new Contract(withVersion(reader.readObject(), version));
            }
        }
    }

    JsonObject json() {
        return json;
    }

    String yaml() {
        return yaml;
    }

    private static JsonObject withVersion(JsonObject document, String version) {
        JsonObject info = Answers.BUILDERS
                .createObjectBuilder(document.getJsonObject("info"))
                .add("version", version)
                .build();
        return Answers.BUILDERS.createObjectBuilder(document).add("info", info).build();
    }
}
