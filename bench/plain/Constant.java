package plain;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The least that JAX-RS can be asked for: a constant, through no filter. What {@code bench/hits.sh} compares a known answer with. */
@ApplicationPath("/")
@Path("/constant/{bytes}")
public class Constant extends Application {
    private static final Map<Integer, byte[]> CONSTANTS = new ConcurrentHashMap<>();

    @GET
    @Produces("application/json")
    public byte[] get(@PathParam("bytes") int bytes) {
        return CONSTANTS.computeIfAbsent(bytes, byte[]::new);
    }
}
