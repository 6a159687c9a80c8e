package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the build says of the WAR to whoever looks for known weaknesses in it. */
final class BillOfMaterialsIT {
    private static final String LIBRARIES = "WEB-INF/lib/";

    @Test
    void billOfMaterials_namesTheLibrariesOfTheWar_andNoOthers() throws IOException {
        List<String> named = components().stream()
                .map(component -> component.getString("name") + "-" + component.getString("version") + ".jar")
                .toList();

        assertThat(named).isNotEmpty().containsExactlyInAnyOrderElementsOf(libraries());
    }

    @Test
    void billOfMaterials_tellsDigestAndLicenceOfEach() throws IOException {
        assertThat(components()).allSatisfy(component -> {
            assertThat(component.getJsonArray("hashes").getValuesAs(JsonObject.class))
                    .anySatisfy(hash -> assertThat(hash.getString("alg")).isEqualTo("SHA-256"));
            assertThat(component.getJsonArray("licenses")).isNotEmpty();
        });
    }

    private static List<JsonObject> components() throws IOException {
        Path bill = Instance.war().resolveSibling("ytsize.cdx.json");
        assertThat(bill).as("Maven writes none while it is offline").exists();
        try (JsonReader reader = Json.createReader(Files.newInputStream(bill))) {
            return reader.readObject().getJsonArray("components").getValuesAs(JsonObject.class);
        }
    }

    private static List<String> libraries() throws IOException {
        try (ZipFile war = new ZipFile(Instance.war().toFile())) {
            return war.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .map(name -> name.substring(LIBRARIES.length()))
                    .toList();
        }
    }
}
