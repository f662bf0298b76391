package io.metalstack.capi.metal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** metal-api's routes below {@code /v1/image}, as far as they are called. */
@Path("/v1/image")
@Produces(MediaType.APPLICATION_JSON)
interface ImageRoutes extends AutoCloseable {

    @GET
    @Path("/{id}/latest")
    ImageAnswer latest(@PathParam("id") String id);

    @Override
    void close();

    /** What is read of an image. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ImageAnswer(@JsonProperty("id") @Nullable String id) {}
}
