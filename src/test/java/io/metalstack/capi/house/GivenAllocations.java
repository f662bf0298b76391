package io.metalstack.capi.house;

import io.metalstack.capi.metal.IpAllocation;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.metal.NetworkAllocation;
import io.metalstack.lab.simulator.InventorySpec;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a user allocates by hand and gives to a cluster. */
@Singleton
public class GivenAllocations {

    private final MetalApi metal;
    private final Clock clock;

    GivenAllocations(MetalApi metal, Clock clock) {
        this.metal = metal;
        this.clock = clock;
    }

    /** The id of a network of the project. */
    public String network(String project) {
        return network(project, Map.of());
    }

    /** The id of a network of the project with these labels. */
    public String network(String project, Map<String, String> labels) {
        var request = new NetworkAllocation(project, Stage.PARTITION, "by-hand", "", "IPv4", labels);
        return metal.allocateNetwork(request, clock.instant()).id();
    }

    /** A static address of the project. */
    public String ip(String project) {
        return ip(project, InventorySpec.INTERNET);
    }

    /** An address of the project in this network. */
    public String ip(String project, String network) {
        var request = new IpAllocation(project, network, "by-hand", "", Optional.of("IPv4"), List.of());
        return metal.allocateIp(request, clock.instant()).address();
    }

    public void freeIp(String address) {
        metal.freeIp(address, clock.instant());
    }
}
