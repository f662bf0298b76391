package io.metalstack.capi.metal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the provider asks of metal-api, and the one seam behind which another version of the API can take its place.
 * Calls block until answered or timed out. Each throws {@link MetalException}, whose {@link MetalFailure} tells whether
 * repeating can help and whether the call may have taken effect.
 *
 * <p>The allocating calls are not repeatable: each that gets through takes one more machine, network or address, and
 * names are not unique there. Look for what is already ours first.
 *
 * <p>Calls that change something are signed with the time that the caller gives: for an allocation that of its
 * announcement, for a free that at which its proof of ownership started. metal-api refuses a signature older than its
 * lifetime, which is what stops a late call (see {@link #signatureLifetime()}).
 *
 * @see <a href="https://github.com/metal-stack/metal-api/tree/a405f46d">metal-api a405f46d</a>
 */
public interface MetalApi {

    /** Longest for which metal-api accepts a signature (role admin): to assume while our own role cannot be read. */
    Duration LONGEST_SIGNATURE_LIFETIME = Duration.ofSeconds(90);

    /**
     * Takes one idle machine and starts its installation, as a firewall if the request has rules for one. Returns when
     * the record is written: addresses are assigned, the system is up minutes later. metal-api, POST
     * /v1/machine/allocate, /v1/firewall/allocate.
     */
    MetalMachine allocateMachine(MachineAllocation request, Instant signedAt);

    /** All machines that match, firewalls included; empty if none. metal-api, POST /v1/machine/find. */
    List<MetalMachine> findMachines(MachineQuery query);

    /**
     * Takes the allocation from the machine: it is wiped. metal-api checks neither project nor owner, so prove first
     * that the allocation is ours. An unallocated machine answers 200 too. metal-api, DELETE /v1/machine/{id}/free.
     */
    void freeMachine(String machineId, Instant signedAt);

    /** A child network of the partition's private super network. metal-api, POST /v1/network/allocate. */
    MetalNetwork allocateNetwork(NetworkAllocation request, Instant signedAt);

    /** All networks that match; empty if none. metal-api, POST /v1/network/find. */
    List<MetalNetwork> findNetworks(NetworkQuery query);

    /** Refused while addresses are in use. metal-api, DELETE /v1/network/free/{id}. */
    void freeNetwork(String networkId, Instant signedAt);

    /** The lowest free address of a network. metal-api, POST /v1/ip/allocate. */
    MetalIp allocateIp(IpAllocation request, Instant signedAt);

    /** All addresses that match; empty if none. metal-api, POST /v1/ip/find. */
    List<MetalIp> findIps(IpQuery query);

    /** Refused while a machine holds the address. metal-api, DELETE /v1/ip/free/{address}. */
    void freeIp(String address, Instant signedAt);

    /**
     * Replaces the tags of an address. metal-api keeps no two writers apart who each read first, so read right before.
     * metal-api, POST /v1/ip.
     *
     * @param tags all that it is to have from now on
     */
    void tagIp(String address, List<String> tags, Instant signedAt);

    /**
     * How many idle machines of a size the project could allocate in a partition now. Somebody else may take them before
     * us. metal-api, POST /v1/partition/capacity.
     */
    int freeMachines(String project, String partition, String size);

    /**
     * The id of the newest patch of an image's series, or empty when metal-api has none. metal-api, GET
     * /v1/image/{id}/latest.
     *
     * @param series {@code <os>-<major>.<minor>}
     */
    Optional<String> newestImage(String series);

    /** The size of this id, or empty when metal-api does not know it. metal-api, GET /v1/size/{id}. */
    Optional<MetalSize> size(String id);

    /** The project's name, or empty when metal-api does not know the id. metal-api, GET /v1/project/{id}. */
    Optional<String> projectName(String projectId);

    /** How long metal-api accepts a signature of ours: 30 s for view and edit, 90 s for admin keys. */
    Duration signatureLifetime();
}
