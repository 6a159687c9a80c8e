package org.ytsize.extract;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Makes the server's own threads injectable, which Jakarta EE 10 does not by itself. */
@Dependent
@SuppressWarnings("BanJNDI") // The names are constants of the specification; nothing that a caller sends gets here.
final class ServerThreads {
    private ServerThreads() {}

    @Produces
    @Typed(ManagedExecutorService.class)
    static ManagedExecutorService executor() throws NamingException {
        return InitialContext.doLookup("java:comp/DefaultManagedExecutorService");
    }

    @Produces
    @Typed(ManagedScheduledExecutorService.class)
    static ManagedScheduledExecutorService timer() throws NamingException {
        return InitialContext.doLookup("java:comp/DefaultManagedScheduledExecutorService");
    }
}
