package io.metalstack.capi.metal;

import static io.metalstack.capi.metal.Answers.each;
import static io.metalstack.capi.metal.Answers.text;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** metal-api's routes below {@code /v1/network}, as far as they are called. */
@Path("/v1/network")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface NetworkRoutes extends AutoCloseable {

    @POST
    @Path("/allocate")
    NetworkAnswer allocate(@HeaderParam(MetalSignature.DATE_HEADER) String signedAt, Allocate request);

    @POST
    @Path("/find")
    List<NetworkAnswer> find(Find request);

    @DELETE
    @Path("/free/{id}")
    NetworkAnswer free(@HeaderParam(MetalSignature.DATE_HEADER) String signedAt, @PathParam("id") String id);

    @Override
    void close();

    record Allocate(
            @JsonProperty("projectid") String project,
            @JsonProperty("partitionid") String partition,
            @JsonProperty("name") String name,
            @JsonProperty("description") String description,

            @JsonProperty("addressfamily") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            String addressFamily,

            @JsonProperty("labels") Map<String, String> labels) {

        static Allocate of(NetworkAllocation wanted) {
            return new Allocate(
                    wanted.project(),
                    wanted.partition(),
                    wanted.name(),
                    wanted.description(),
                    wanted.addressFamily(),
                    wanted.labels());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Find(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("projectid") @Nullable String project,
            @JsonProperty("partitionid") @Nullable String partition,
            @JsonProperty("labels") Map<String, String> labels) {

        static Find of(NetworkQuery query) {
            return new Find(
                    query.id().orElse(null),
                    query.project().orElse(null),
                    query.partition().orElse(null),
                    query.labels());
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record NetworkAnswer(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("description") @Nullable String description,
            @JsonProperty("partitionid") @Nullable String partition,
            @JsonProperty("projectid") @Nullable String project,
            @JsonProperty("parentnetworkid") @Nullable String parent,
            @JsonProperty("privatesuper") boolean privateSuper,
            @JsonProperty("shared") boolean shared,
            @JsonProperty("prefixes") @Nullable List<String> prefixes,
            @JsonProperty("labels") @Nullable Map<String, String> labels) {

        MetalNetwork network() {
            return new MetalNetwork(
                    text(id),
                    text(name),
                    text(description),
                    text(partition),
                    text(project),
                    text(parent),
                    privateSuper,
                    shared,
                    each(prefixes),
                    labels == null ? Map.of() : Map.copyOf(labels));
        }
    }
}
