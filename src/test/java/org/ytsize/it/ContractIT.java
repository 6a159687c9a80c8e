package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URL;
import java.util.Objects;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ytsize.stub.StubYouTube;

/** The contracts of v1 and v2, line by line, on the WAR that ships, deployed to a managed Payara Micro with the settings that most instances have. */
@ExtendWith(ArquillianStub.class)
@ExtendWith(ArquillianExtension.class)
final class ContractIT implements WholeContract {
    @ArquillianResource
    private @Nullable URL deployed;

    private Caller service = new Caller(URI.create("http://127.0.0.1"));

    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "ROOT.war")
                .importFrom(Instance.war().toFile())
                .as(WebArchive.class);
    }

    /** A failed deployment goes unnoticed otherwise. */
    @BeforeEach
    void connect() {
        // By loopback, which is a trusted proxy; Arquillian names the host's other address.
        service = new Caller(URI.create(
                "http://127.0.0.1:" + Objects.requireNonNull(deployed).getPort()));
        assertThat(service.get("/health").status()).isEqualTo(200);
    }

    @Override
    public Caller service() {
        return service;
    }

    @Override
    public StubYouTube stub() {
        return ArquillianStub.running();
    }
}
