package io.metalstack.capi.allocation;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.metal.Fleet;
import io.metalstack.capi.metal.MachineQuery;
import io.metalstack.capi.metal.MetalAccount;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a decision about an allocation needs and changes nothing. Machines are looked up in the snapshot that all
 * share; metal-api is asked only where the snapshot is too old to tell.
 */
@ApplicationScoped
public class AllocationObserver {

    /** How many slow rechecks old the snapshot may be before it is not believed any more. */
    private static final int STALE_AFTER = 3;

    private final MetalAccounts metal;
    private final ProviderConfig config;
    private final Clock clock;
    private final AllowedProjects allowed;

    public AllocationObserver(MetalAccounts metal, ProviderConfig config, Clock clock) {
        this.metal = metal;
        this.config = config;
        this.clock = clock;
        this.allowed = AllowedProjects.of(config);
    }

    /** The object and its allocation, as they are now. A controller with an informer of MetalStackCluster asks. */
    public AllocationObservation observe(MachineHolder resource, Located.Found home, Context<?> context) {
        var now = clock.instant();
        var record = AllocationRecord.of(resource);
        var around = new Surroundings(
                home.cluster(),
                home.machine(),
                home.cluster()
                        .flatMap(it ->
                                Owners.infrastructure(resource.getMetadata().getNamespace(), it, context)));
        var deleting = resource.getMetadata().getDeletionTimestamp() != null;
        var account = around.account(resource, record);
        var settledAt =
                record.intent().map(it -> it.settledAt(metal.signatureLifetime(account), config.settleMargin()));
        Sighting sighting;
        try {
            sighting = look(record, around, account, notBefore(record, settledAt, deleting, now), now);
        } catch (MetalException e) {
            sighting = new Sighting.Unreadable(e.failure());
        }
        return new AllocationObservation(now, resource, record, around, settledAt, sighting, allowed);
    }

    /**
     * From when on a look counts. A deletion wants to see things as they are, and so does an object that lost its claim:
     * it gets a new one when nothing is found. A call whose answer is not recorded may have
     * changed everything, once when it was sent and for the last time when it was settled.
     */
    public static Instant notBefore(
            AllocationRecord record, Optional<Instant> settledAt, boolean deleting, Instant now) {
        if (deleting || record.claim().isEmpty()) {
            return now;
        }
        return record.openIntent()
                .map(intent -> settledAt.filter(it -> !it.isAfter(now)).orElse(intent.signedAt()))
                .orElse(Instant.MIN);
    }

    private Sighting look(
            AllocationRecord record, Surroundings around, MetalAccount account, Instant notBefore, Instant now) {
        var project = around.project(record);
        var namesNothing = record.claim().isEmpty() && record.providerId().isEmpty();
        if (record.unreadableIntent().isPresent() || record.neverAsked() || namesNothing && project.isEmpty()) {
            return new Sighting.NotLooked();
        }
        if (project.isEmpty()) {
            var machines = lookEverywhere(record, account);
            var found = Sighting.of(machines, now, record, project, around.clusterUid(record));
            return Takeover.judge(found, machines, record, around);
        }
        var fleet = fleet(account, project.get(), notBefore, now);
        var found = Sighting.of(fleet.machines(), fleet.startedAt(), record, project, around.clusterUid(record));
        return Takeover.judge(found, fleet.machines(), record, around);
    }

    private Fleet fleet(MetalAccount account, String project, Instant notBefore, Instant now) {
        var fleets = metal.fleets(account);
        var stale = now.minus(config.slowly().multipliedBy(STALE_AFTER));
        return fleets.latest(project)
                .filter(it -> !it.startedAt().isBefore(notBefore)
                        && !it.startedAt().isBefore(stale)
                        && !it.startedAt().isAfter(now))
                .orElseGet(() -> fleets.fresh(project, now));
    }

    /** Without a project there is no snapshot: by id and by claim, as a deletion may have nothing else to go by. */
    private List<MetalMachine> lookEverywhere(AllocationRecord record, MetalAccount account) {
        var api = metal.api(account);
        var found = new LinkedHashMap<String, MetalMachine>();
        record.providerId()
                .map(it -> MachineQuery.withId(it.machineId()))
                .ifPresent(it -> api.findMachines(it).forEach(machine -> found.put(machine.id(), machine)));
        record.claim()
                .map(FreeAction::withClaim)
                .ifPresent(it -> api.findMachines(it).forEach(machine -> found.put(machine.id(), machine)));
        return List.copyOf(found.values());
    }
}
