package org.ytsize.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.concurrent.CompletableFuture;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeLookup;
import org.ytsize.sizing.SizeQuestion;

/** How a request's question is asked. */
final class Questions {
    private Questions() {}

    /** Asks {@code lookup}, and leaves question and answer in the properties of {@code request} for who counts and logs it. */
    static CompletableFuture<SizeAnswer> ask(
            ContainerRequestContext request, SizeLookup lookup, SizeQuestion question) {
        CompletableFuture<SizeAnswer> answer = lookup.find(question);
        request.setProperty(SizeQuestion.class.getName(), question);
        request.setProperty(SizeAnswer.class.getName(), answer);
        return answer;
    }
}
