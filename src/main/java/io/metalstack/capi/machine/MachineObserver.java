package io.metalstack.capi.machine;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.metalstack.capi.allocation.AllocationObservation;
import io.metalstack.capi.allocation.AllocationObserver;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.Machine;
import io.metalstack.capi.metal.IpQuery;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Reads what a decision needs and changes nothing: what every allocation needs, and what only a node does. */
@ApplicationScoped
public class MachineObserver {

    private static final Announcement NO_ANNOUNCEMENT = new Announcement.None();

    private final AllocationObserver allocations;
    private final KubernetesClient client;
    private final MetalAccounts metal;

    public MachineObserver(AllocationObserver allocations, KubernetesClient client, MetalAccounts metal) {
        this.allocations = allocations;
        this.client = client;
        this.metal = metal;
    }

    MachineObservation observe(MetalStackMachine resource, Located.Found home, Context<?> context) {
        var allocation = allocations.observe(resource, home, context);
        var bootstrap =
                allocation.deleting() || allocation.record().providerId().isPresent()
                        ? new BootstrapData.NotNeeded()
                        : bootstrapData(resource.getMetadata().getNamespace(), home);
        try {
            var announcement =
                    bootstrap instanceof BootstrapData.Available ? announcement(allocation) : NO_ANNOUNCEMENT;
            return new MachineObservation(resource, allocation, bootstrap, announcement);
        } catch (MetalException e) {
            return new MachineObservation(resource, allocation.unreadable(e.failure()), bootstrap, NO_ANNOUNCEMENT);
        }
    }

    /** Asked only for a machine of the control plane that is about to be allocated. */
    private Announcement announcement(AllocationObservation allocation) {
        var around = allocation.around();
        var controlPlane = around.machine().map(Machine::controlPlane).orElse(false);
        var address = Announcement.candidate(around.infrastructure(), controlPlane);
        return address.isEmpty()
                ? NO_ANNOUNCEMENT
                : Announcement.of(
                        around.infrastructure().orElseThrow(),
                        address.get(),
                        metal.api(allocation.account()).findIps(IpQuery.withAddress(address.get())),
                        around.clusterUid().orElse(""));
    }

    /** By name, with a GET: Secrets are neither listed nor watched. */
    private BootstrapData bootstrapData(String namespace, Located.Found home) {
        return home.machine()
                .filter(it ->
                        home.cluster().map(Cluster::infrastructureProvisioned).orElse(false))
                .flatMap(Machine::bootstrapSecretName)
                .map(name -> BootstrapData.of(
                        Optional.ofNullable(client.secrets()
                                .inNamespace(namespace)
                                .withName(name)
                                .get()),
                        name))
                .orElseGet(BootstrapData.NotNeeded::new);
    }
}
