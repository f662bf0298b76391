package io.metalstack.capi.metal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** metal-api's routes below {@code /v1/size}, as far as they are called. */
@Path("/v1/size")
@Produces(MediaType.APPLICATION_JSON)
interface SizeRoutes extends AutoCloseable {

    @GET
    @Path("/{id}")
    SizeAnswer get(@PathParam("id") String id);

    @Override
    void close();

    /** What is read of a size. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record SizeAnswer(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("constraints") @Nullable List<Constraint> constraints,
            @JsonProperty("labels") @Nullable Map<String, String> labels) {

        MetalSize size() {
            return new MetalSize(
                    Answers.text(id),
                    least("cores"),
                    least("memory"),
                    least("storage"),
                    labels == null ? Map.of() : Map.copyOf(labels));
        }

        /** A type may come several times, once for each kind of disk: a machine has all of them. */
        private long least(String type) {
            return Answers.each(constraints).stream()
                    .filter(it -> type.equals(it.type()))
                    .mapToLong(Constraint::min)
                    .sum();
        }
    }

    /** How much of something a machine of the size has; zero is left out. Bytes, or a number of cores. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Constraint(
            @JsonProperty("type") @Nullable String type,
            @JsonProperty("min") long min) {}
}
