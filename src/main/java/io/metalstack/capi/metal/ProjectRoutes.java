package io.metalstack.capi.metal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** metal-api's routes below {@code /v1/project}, as far as they are called. */
@Path("/v1/project")
@Produces(MediaType.APPLICATION_JSON)
interface ProjectRoutes extends AutoCloseable {

    @GET
    @Path("/{id}")
    ProjectAnswer get(@PathParam("id") String id);

    @Override
    void close();

    /** The id of a project is below {@code meta}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ProjectAnswer(
            @JsonProperty("meta") @Nullable Meta meta,
            @JsonProperty("name") @Nullable String name) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Meta(@JsonProperty("id") @Nullable String id) {}
}
