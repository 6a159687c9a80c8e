package org.ytsize.api;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.ytsize.ratelimit.ClientAddress;
import org.ytsize.ratelimit.Clients;
import org.ytsize.ratelimit.RateLimiter;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.AnswerForm;

/** Tells the main job how callers are told sizes, and makes what is common to all answers. */
@Dependent
final class ApiWiring {
    private ApiWiring() {}

    @Produces
    @Singleton
    static AnswerForm answerForm() {
        return new AnswerForms();
    }

    @Produces
    @Singleton
    static RequestCounter counter(RateLimiter limiter, ClientAddress addresses, Settings settings) {
        return new RequestCounter(limiter, addresses, settings.access().uniqueIdTrusted());
    }

    @Produces
    @Singleton
    static Callers callers(ClientAddress addresses, Clients clients) {
        return new Callers(addresses, clients);
    }

    @Produces
    @Singleton
    static CommonHeaders commonHeaders(Settings settings) {
        return new CommonHeaders(settings.access());
    }

    @Produces
    @Singleton
    static Contract contract(Settings settings) throws IOException {
        return Contract.ofVersion(settings.service().version());
    }
}
