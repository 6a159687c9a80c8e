package org.ytsize.api;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.ytsize.sizing.AnswerForm;

/** Tells the main job how callers are told sizes. */
@Dependent
final class ApiWiring {
    private ApiWiring() {}

    @Produces
    @Singleton
    static AnswerForm answerForm() {
        return SizeBody::of;
    }
}
