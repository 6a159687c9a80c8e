package org.ytsize.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ytsize.ratelimit.Client;
import org.ytsize.ratelimit.ClientAddress;
import org.ytsize.ratelimit.Clients;

/** Finds out who asks, and leaves that in the request's properties. Thread-safe. */
final class Callers {
    private static final String CLIENT = Client.class.getName();

    private final ClientAddress addresses;
    private final Clients clients;

    Callers(ClientAddress addresses, Clients clients) {
        this.addresses = addresses;
        this.clients = clients;
    }

    /** Who sent {@code request}, by its address and key. */
    Client identify(ContainerRequestContext request) {
        String address = addresses.of(FrontFilter.peer(request), forwardedFor(request));
        request.setProperty(ClientAddress.class.getName(), address);
        Client client = clients.of(address, request.getHeaderString("X-API-Key"));
        request.setProperty(CLIENT, client);
        return client;
    }

    /** Who that was. */
    static Client of(ContainerRequestContext request) {
        return (Client) Objects.requireNonNull(request.getProperty(CLIENT), "nobody has found out who asks");
    }

    private static @Nullable String forwardedFor(ContainerRequestContext request) {
        List<String> values = request.getHeaders().get("X-Forwarded-For");
        return values == null ? null : String.join(",", values);
    }
}
