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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** metal-api's routes below {@code /v1/ip}, as far as they are called. */
@Path("/v1/ip")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface IpRoutes extends AutoCloseable {

    /** Anything but this, absence included, makes metal-api give an ephemeral address. */
    String STATIC = "static";

    @POST
    @Path("/allocate")
    IpAnswer allocate(@HeaderParam(MetalSignature.DATE_HEADER) String signedAt, Allocate request);

    @POST
    @Path("/find")
    List<IpAnswer> find(Find request);

    @DELETE
    @Path("/free/{address}")
    IpAnswer free(@HeaderParam(MetalSignature.DATE_HEADER) String signedAt, @PathParam("address") String address);

    @POST
    IpAnswer update(@HeaderParam(MetalSignature.DATE_HEADER) String signedAt, Update request);

    @Override
    void close();

    record Allocate(
            @JsonProperty("projectid") String project,
            @JsonProperty("networkid") String network,
            @JsonProperty("name") String name,
            @JsonProperty("description") String description,
            @JsonProperty("type") String type,

            @JsonProperty("addressfamily") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String addressFamily,

            @JsonProperty("tags") List<String> tags) {

        static Allocate of(IpAllocation wanted) {
            return new Allocate(
                    wanted.project(),
                    wanted.network(),
                    wanted.name(),
                    wanted.description(),
                    STATIC,
                    wanted.addressFamily().orElse(null),
                    wanted.tags());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Find(
            @JsonProperty("ipaddress") @Nullable String address,
            @JsonProperty("projectid") @Nullable String project,
            @JsonProperty("networkid") @Nullable String network,
            @JsonProperty("tags") List<String> tags) {

        static Find of(IpQuery query) {
            return new Find(
                    query.address().orElse(null),
                    query.project().orElse(null),
                    query.network().orElse(null),
                    query.tags());
        }
    }

    /** What is left out stays; an empty list takes all tags off. */
    record Update(
            @JsonProperty("ipaddress") String address,
            @JsonProperty("tags") List<String> tags) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record IpAnswer(
            @JsonProperty("ipaddress") @Nullable String address,
            @JsonProperty("allocationuuid") @Nullable String allocationUuid,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("description") @Nullable String description,
            @JsonProperty("projectid") @Nullable String project,
            @JsonProperty("networkid") @Nullable String network,
            @JsonProperty("type") @Nullable String type,
            @JsonProperty("tags") @Nullable List<String> tags) {

        MetalIp ip() {
            return new MetalIp(
                    text(address),
                    text(allocationUuid),
                    text(name),
                    text(description),
                    text(project),
                    text(network),
                    STATIC.equals(type),
                    Set.copyOf(each(tags)));
        }
    }
}
