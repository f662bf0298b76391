package io.metalstack.capi.allocation;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.metal.MetalAccount;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes at most one machine per object, whatever fails at whatever moment: look, announce, call, record. What a crash
 * leaves behind is an intent, and a claim by which the next pass finds the machine.
 */
@ApplicationScoped
class AllocateAction {

    private static final Logger LOG = Logger.getLogger(AllocateAction.class);

    /** How often a write is repeated that lost against somebody else's harmless one. */
    private static final int MOST_CONFLICTS = 5;

    private final ObjectWriter writer;
    private final Owners owners;
    private final MetalAccounts metal;
    private final EventRecorder events;
    private final FailureOutcomes failures;
    private final ProviderConfig config;
    private final Clock clock;

    /** By uid of the object: whose last call was refused, and until when. */
    private final ConcurrentMap<String, Refusal> refusals = new ConcurrentHashMap<>();

    AllocateAction(
            ObjectWriter writer,
            Owners owners,
            MetalAccounts metal,
            EventRecorder events,
            FailureOutcomes failures,
            ProviderConfig config,
            Clock clock) {
        this.writer = writer;
        this.owners = owners;
        this.metal = metal;
        this.events = events;
        this.failures = failures;
        this.config = config;
        this.clock = clock;
    }

    /**
     * The whole of an allocation. The find starts after the last intent was written, so a machine that an earlier call
     * took is seen; the call is signed with the new intent's time, so metal-api refuses it once it is late.
     *
     * @throws MetalException when metal-api refused, failed, or was not heard
     */
    Outcome allocate(AllocationStep.Allocate wanted, AllocationObservation seen) {
        var refused = refusals.get(seen.resource().getMetadata().getUid());
        if (refused != null && clock.instant().isBefore(refused.until)) {
            return new Outcome.Waiting(
                    AllocationReasons.of(refused.why),
                    refused.why.message(),
                    Duration.between(clock.instant(), refused.until));
        }
        writer.requireUnchanged(seen.resource());
        var request = wanted.request();
        var account = seen.account();
        var fleet = metal.fleets(account).fresh(request.project(), clock.instant());
        var sighting = Sighting.of(
                fleet.machines(),
                fleet.startedAt(),
                seen.record(),
                Optional.of(request.project()),
                Optional.of(wanted.clusterUid()));
        if (sighting instanceof Sighting.Ours(var machine)) {
            return adopt(machine, seen);
        }
        if (!(sighting instanceof Sighting.Absent)) {
            return again("more than one machine was found");
        }
        var conflict = Conflicts.of(fleet.machines(), wanted);
        if (conflict.isPresent()) {
            return new Outcome.Blocked(conflict.get().reason(), conflict.get().message());
        }
        if (!seen.around().infrastructure().map(Accounts::of).equals(Optional.of(account))) {
            withdraw(seen.resource()); // not found with the credentials of then: asked for with those of now
            return new Outcome.Progressed();
        }
        // Last, as a look can take long: a pause of the Cluster does not change this object, so no lock would tell.
        if (!mayAllocateFor(owners.liveCluster(seen.resource(), seen.around().cluster()))) {
            return again("the Cluster was paused or deleted meanwhile");
        }
        var intent = new AllocationIntent(
                seen.record().kind().role(),
                seen.record().claim().orElseThrow(),
                clock.instant().toString(),
                wanted.attempt(),
                request.project(),
                request.partition(),
                wanted.clusterUid(),
                Accounts.secret(account));
        var announced = writer.annotate(
                seen.resource(),
                Map.of(Annotations.ALLOCATION_INTENT, intent.asAnnotation(), Annotations.BLOCK_MOVE, ""));
        return send(wanted, account, intent, announced);
    }

    private Outcome send(
            AllocationStep.Allocate wanted, MetalAccount account, AllocationIntent intent, MachineHolder announced) {
        var request = wanted.request();
        MetalMachine machine;
        try {
            machine = metal.api(account).allocateMachine(request, intent.signedAt());
        } catch (MetalException e) {
            if (e.failure().nothingHappened()) {
                remember(announced, e.failure());
                onLatest(announced, intent, this::withdraw);
            } else {
                LOG.warnf("Allocation of %s is in doubt: %s", request, e.getMessage());
            }
            throw e;
        }
        LOG.infof("Allocated %s %s for %s", intent.what(), machine.id(), request);
        try {
            onLatest(announced, intent, it -> record(it, machine));
        } catch (RuntimeException e) {
            LOG.errorf(
                    "The %s %s was allocated for %s and could not be recorded on it: %s. It is found again by its claim %s",
                    intent.what(), machine.id(), request, e.getMessage(), intent.claim());
            throw e;
        }
        metal.fleets(account).pending(request.project(), machine.id());
        events.normal(
                announced,
                AllocationReasons.ALLOCATED,
                "allocated " + intent.what() + " " + machine.id() + " of size " + machine.size() + " in partition "
                        + machine.partition());
        return new Outcome.Progressed();
    }

    /** Records a machine that is ours and of which the object does not tell everything. */
    Outcome adopt(MetalMachine machine, AllocationObservation seen) {
        record(seen.resource(), machine);
        events.normal(
                seen.resource(),
                AllocationReasons.ADOPTED,
                "found " + seen.record().kind().role() + " " + machine.id() + ", allocated for this object earlier");
        return new Outcome.Progressed();
    }

    /** Provider id and allocation uuid go into one patch: hardware ids alone are reused. */
    void record(MachineHolder resource, MetalMachine machine) {
        var annotations = new HashMap<String, @Nullable String>();
        machine.allocation().ifPresent(it -> annotations.put(Annotations.ALLOCATION_UUID, it.uuid()));
        OwnershipTags.value(machine.tags(), OwnershipTags.CLAIM)
                .or(() -> Annotations.of(resource, Annotations.CLAIM))
                .or(() -> Optional.of(AllocationActions.newClaim()))
                .ifPresent(it -> annotations.put(Annotations.CLAIM, it));
        annotations.put(Annotations.BLOCK_MOVE, null);
        var labels = new HashMap<>(MachineHealth.labels(machine));
        labels.keySet()
                .removeAll(Optional.ofNullable(resource.getMetadata().getLabels())
                        .orElse(Map.of())
                        .keySet());
        var spec = AllocationRecord.of(resource).providerId().isEmpty()
                ? Map.of("providerID", ProviderId.of(machine).toString())
                : Map.<String, String>of();
        writer.change(resource, annotations, labels, spec);
    }

    /** Taking the intent back wakes the object at once, and asking at once would be refused again. */
    private void remember(MachineHolder resource, MetalFailure why) {
        var now = clock.instant();
        refusals.values().removeIf(it -> !now.isBefore(it.until));
        refusals.put(resource.getMetadata().getUid(), new Refusal(now.plus(failures.delay(why)), why));
    }

    private record Refusal(Instant until, MetalFailure why) {}

    /** The call certainly changed nothing, so nothing is on its way. */
    private void withdraw(MachineHolder resource) {
        var annotations = new HashMap<String, @Nullable String>();
        annotations.put(Annotations.ALLOCATION_INTENT, null);
        annotations.put(Annotations.BLOCK_MOVE, null);
        writer.annotate(resource, annotations);
    }

    /**
     * Writes the answer of a call. Cluster API keeps labels in sync on the same object, so a conflict is no reason to
     * leave the answer unwritten, as long as the object still shows the call's own intent, or was stripped of everything.
     */
    private void onLatest(MachineHolder announced, AllocationIntent intent, Consumer<MachineHolder> write) {
        var latest = announced;
        for (var conflicts = 0; ; conflicts++) {
            try {
                write.accept(latest);
                return;
            } catch (KubernetesClientException e) {
                if (!ObjectWriter.isConflict(e) || conflicts >= MOST_CONFLICTS) {
                    throw e;
                }
                latest = writer.live(announced)
                        .filter(it -> shows(it, intent) || showsNothing(it))
                        .orElseThrow(() -> e);
            }
        }
    }

    private static boolean shows(MachineHolder resource, AllocationIntent intent) {
        return Annotations.of(resource, Annotations.ALLOCATION_INTENT)
                .filter(intent.asAnnotation()::equals)
                .isPresent();
    }

    private static boolean showsNothing(MachineHolder resource) {
        return Annotations.of(resource, Annotations.ALLOCATION_INTENT).isEmpty()
                && Annotations.of(resource, Annotations.ALLOCATION_UUID).isEmpty()
                && resource.providerID() == null;
    }

    private static boolean mayAllocateFor(Optional<Cluster> cluster) {
        return cluster.filter(it -> !it.paused() && !it.deleting()).isPresent();
    }

    private Outcome again(String why) {
        return new Outcome.Waiting(AllocationReasons.ALLOCATING, why + "; looking again", config.soon());
    }
}
