package io.metalstack.capi.metal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** metal-api's routes below {@code /v1/partition}, as far as they are called. */
@Path("/v1/partition")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface PartitionRoutes extends AutoCloseable {

    @POST
    @Path("/capacity")
    List<PartitionAnswer> capacity(Find request);

    @Override
    void close();

    /** Body of a question for capacity. */
    record Find(
            @JsonProperty("id") String partition,
            @JsonProperty("sizeid") String size,
            @JsonProperty("projectid") String project) {}

    /** What is read of a partition. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record PartitionAnswer(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("servers") @Nullable List<Servers> servers) {}

    /**
     * Machines of one size.
     *
     * @param free how many the project could allocate now, reservations of others taken off
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Servers(
            @JsonProperty("size") @Nullable String size,
            @JsonProperty("free") int free) {}
}
