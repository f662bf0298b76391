package io.metalstack.capi.metal;

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
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** metal-api's routes below {@code /v1/machine}, as far as they are called. */
@Path("/v1/machine")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface MachineRoutes extends AutoCloseable {

    @POST
    @Path("/allocate")
    MachineAnswer allocate(@HeaderParam(MetalSignature.DATE_HEADER) String signedAt, Allocate request);

    /** The machines as they arrive: thousands of them, with much that nobody here wants ({@link MachineAnswers}). */
    @POST
    @Path("/find")
    InputStream find(Find request);

    @DELETE
    @Path("/{id}/free")
    MachineAnswer free(@HeaderParam(MetalSignature.DATE_HEADER) String signedAt, @PathParam("id") String id);

    @Override
    void close();

    /** Body of an allocate. An empty list means the same there as an absent one, except for {@code networks}. */
    record Allocate(
            @JsonProperty("projectid") String project,
            @JsonProperty("partitionid") String partition,
            @JsonProperty("sizeid") String size,
            @JsonProperty("imageid") String image,
            @JsonProperty("name") String name,
            @JsonProperty("hostname") String hostname,
            @JsonProperty("description") String description,
            @JsonProperty("user_data") String userData,
            @JsonProperty("networks") List<Network> networks,
            @JsonProperty("ips") List<String> ips,
            @JsonProperty("tags") List<String> tags,
            @JsonProperty("placement_tags") List<String> placementTags,
            @JsonProperty("ssh_pub_keys") List<String> sshPublicKeys,

            @JsonProperty("filesystemlayoutid") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String filesystemLayout,

            @JsonProperty("dns_servers") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<Dns> dnsServers,

            @JsonProperty("ntp_servers") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<Ntp> ntpServers,

            @JsonProperty("firewall_rules") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            FirewallRules firewallRules) {

        static Allocate of(MachineAllocation wanted) {
            return new Allocate(
                    wanted.project(),
                    wanted.partition(),
                    wanted.size(),
                    wanted.image(),
                    wanted.name(),
                    wanted.hostname(),
                    wanted.description(),
                    // The installer decodes base64 and takes anything else as it is, so plain text could be mistaken.
                    Base64.getEncoder().encodeToString(wanted.userData()),
                    wanted.networks().stream().map(it -> new Network(it, true)).toList(),
                    wanted.ips(),
                    wanted.tags(),
                    wanted.placementTags(),
                    wanted.sshPublicKeys(),
                    wanted.filesystemLayout().orElse(null),
                    wanted.dnsServers().stream().map(Dns::new).toList(),
                    wanted.ntpServers().stream().map(Ntp::new).toList(),
                    wanted.firewallRules().orElse(null));
        }

        /** Bootstrap data is a secret. */
        @Override
        public String toString() {
            return "Allocate[" + hostname + "]";
        }
    }

    record Network(
            @JsonProperty("networkid") String id,
            @JsonProperty("autoacquire") boolean autoAcquire) {}

    record Dns(@JsonProperty("ip") String ip) {}

    record Ntp(@JsonProperty("address") String address) {}

    /** Body of a find. Mind the spelling: requests ask for {@code allocation_project}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Find(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("allocation_project") @Nullable String project,
            @JsonProperty("allocation_hostname") @Nullable String hostname,
            @JsonProperty("tags") List<String> tags) {

        static Find of(MachineQuery query) {
            return new Find(
                    query.id().orElse(null),
                    query.project().orElse(null),
                    query.hostname().orElse(null),
                    query.tags());
        }
    }

    /** What is read of a machine. All else, hardware and user data among it, is skipped unparsed. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record MachineAnswer(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("partition") @Nullable Named partition,
            @JsonProperty("size") @Nullable Named size,
            @JsonProperty("rackid") @Nullable String rack,
            @JsonProperty("liveliness") @Nullable String liveliness,
            @JsonProperty("state") @Nullable State state,
            @JsonProperty("tags") @Nullable List<String> tags,
            @JsonProperty("events") @Nullable Events events,
            @JsonProperty("allocation") @Nullable Allocated allocation) {}

    /** Anything that is read for its id only; null where metal-api has lost it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Named(@JsonProperty("id") @Nullable String id) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record State(@JsonProperty("value") @Nullable String value) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Events(
            @JsonProperty("log") @Nullable List<Event> log,
            @JsonProperty("last_event_time") @Nullable String lastEventTime,
            @JsonProperty("crash_loop") boolean crashLoop,
            @JsonProperty("failed_machine_reclaim") boolean failedReclaim) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Event(
            @JsonProperty("time") @Nullable String time,
            @JsonProperty("event") @Nullable String event) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Allocated(
            @JsonProperty("allocationuuid") @Nullable String uuid,
            @JsonProperty("project") @Nullable String project,
            @JsonProperty("role") @Nullable String role,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("hostname") @Nullable String hostname,
            @JsonProperty("image") @Nullable Named image,
            @JsonProperty("created") @Nullable String created,
            @JsonProperty("networks") @Nullable List<AllocatedNetwork> networks) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record AllocatedNetwork(
            @JsonProperty("networkid") @Nullable String id,
            @JsonProperty("networktype") @Nullable String type,
            @JsonProperty("ips") @Nullable List<String> ips,
            @JsonProperty("asn") long asn) {}
}
