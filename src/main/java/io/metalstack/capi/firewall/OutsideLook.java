package io.metalstack.capi.firewall;

import io.metalstack.capi.allocation.Accounts;
import io.metalstack.capi.allocation.MachineHealth;
import io.metalstack.capi.allocation.ProviderId;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.Strategy;
import io.metalstack.capi.firewall.DeploymentObservation.Capacity;
import io.metalstack.capi.firewall.DeploymentObservation.Outside;
import io.metalstack.capi.metal.Fleet;
import io.metalstack.capi.metal.FleetSnapshot;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalMachine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Asks metal-api what a decision about a deployment needs, and no more than that: most passes ask nothing. */
@ApplicationScoped
class OutsideLook {

    private static final Logger LOG = Logger.getLogger(OutsideLook.class);

    private final MetalAccounts metal;

    OutsideLook(MetalAccounts metal) {
        this.metal = metal;
    }

    /** @param others firewalls of other deployments */
    Outside look(DeploymentObservation seen, Stream<MetalStackFirewall> others) {
        var infrastructure = seen.infrastructure();
        if (infrastructure.isEmpty()) {
            return Outside.UNASKED;
        }
        var newest = newestImage(seen, infrastructure.get());
        return new Outside(
                given(seen, infrastructure.get()),
                asksForCapacity(seen, newest) ? capacity(seen, infrastructure.get()) : new Capacity.NotAsked(),
                newest,
                silent(seen, infrastructure.get(), others));
    }

    /** Before the node network is there, nobody can have allocated a firewall for this cluster. */
    private GivenFirewall given(DeploymentObservation seen, MetalStackCluster infrastructure) {
        var nodeNetwork =
                Optional.ofNullable(infrastructure.getSpec().nodeNetworkID()).filter(it -> !it.isEmpty());
        var asks = seen.firewalls().isEmpty() && nodeNetwork.isPresent()
                || GivenFirewall.named(seen.resource()).isPresent();
        if (!asks) {
            return new GivenFirewall.NotLooked();
        }
        try {
            var fleet = fleets(infrastructure).fresh(infrastructure.getSpec().projectID(), seen.at());
            return GivenFirewall.of(seen.resource(), infrastructure, fleet.machines());
        } catch (MetalException e) {
            return new GivenFirewall.Unreadable(e.failure());
        }
    }

    private static boolean asksForCapacity(DeploymentObservation seen, Optional<String> newest) {
        return !seen.deleting()
                && seen.strategy() == Strategy.RollingUpdate
                && seen.template().isPresent()
                && (seen.current().isEmpty() && !seen.others().isEmpty()
                        || newest.isPresent() && seen.others().isEmpty());
    }

    private Capacity capacity(DeploymentObservation seen, MetalStackCluster infrastructure) {
        var spec = infrastructure.getSpec();
        var size = seen.template().orElseThrow().getSpec().size();
        try {
            return new Capacity.Free(
                    metal.api(Accounts.of(infrastructure)).freeMachines(spec.projectID(), spec.partition(), size));
        } catch (MetalException e) {
            return new Capacity.Unreadable(e.failure());
        }
    }

    /** Empty as well when it is installed, or cannot be told: then nothing is updated, and no capacity is asked for. */
    private Optional<String> newestImage(DeploymentObservation seen, MetalStackCluster infrastructure) {
        if (seen.deleting() || !Maintenance.updatesImage(seen.resource())) {
            return Optional.empty();
        }
        var series = seen.template().map(it -> it.getSpec().image());
        var ready = seen.current().filter(DeploymentObservation::ready);
        if (series.isEmpty() || ready.isEmpty()) {
            return Optional.empty();
        }
        try {
            // For a template that names a patch metal-api answers that patch.
            return metal.api(Accounts.of(infrastructure))
                    .newestImage(series.get())
                    .filter(it -> it.startsWith(series.get() + "."))
                    .filter(it -> !it.equals(ready.get().getStatus().image()));
        } catch (MetalException e) {
            LOG.debugf("The newest image of %s is not known: %s", series.get(), e.getMessage());
            return Optional.empty();
        }
    }

    /** From what was seen last: a firewall that is silent alone is told from telemetry that is down. */
    private List<String> silent(
            DeploymentObservation seen, MetalStackCluster infrastructure, Stream<MetalStackFirewall> others) {
        if (seen.current().filter(seen::silent).isEmpty()) {
            return List.of();
        }
        var own = seen.machineIds();
        var inProject =
                fleets(infrastructure).latest(infrastructure.getSpec().projectID()).map(Fleet::machines).stream()
                        .flatMap(List::stream)
                        .filter(it ->
                                it.partition().equals(infrastructure.getSpec().partition()))
                        .filter(it -> !own.contains(it.id()) && !MachineHealth.alive(it))
                        .map(MetalMachine::id);
        var elsewhere = others.filter(it -> DeploymentObservation.silence(it).isPresent())
                .flatMap(it -> ProviderId.parse(it.getSpec().providerID()).stream())
                .map(ProviderId::machineId);
        return Stream.concat(inProject, elsewhere).distinct().sorted().toList();
    }

    private FleetSnapshot fleets(MetalStackCluster infrastructure) {
        return metal.fleets(Accounts.of(infrastructure));
    }
}
