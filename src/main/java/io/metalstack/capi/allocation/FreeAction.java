package io.metalstack.capi.allocation;

import static io.metalstack.capi.allocation.OwnershipTags.tag;

import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.metal.MachineQuery;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Gives a machine back, proves that one is gone, and lets the object go. metal-api frees any machine for anybody, so the
 * proof that it is ours is ours to give, each time, right before the call.
 */
@ApplicationScoped
class FreeAction {

    private static final Logger LOG = Logger.getLogger(FreeAction.class);

    /** From the start of the proof to the call. Hardware that is freed and taken by somebody else takes minutes. */
    private static final Duration PROOF_LASTS = Duration.ofSeconds(5);

    /** metal-api has written the record when it answers, so the next look shows it. */
    private static final Duration AFTER_FREEING = Duration.ofSeconds(1);

    private final ObjectWriter writer;
    private final Owners owners;
    private final MetalAccounts metal;
    private final Rivals rivals;
    private final EventRecorder events;
    private final ProviderConfig config;
    private final Clock clock;

    FreeAction(
            ObjectWriter writer,
            Owners owners,
            MetalAccounts metal,
            Rivals rivals,
            EventRecorder events,
            ProviderConfig config,
            Clock clock) {
        this.writer = writer;
        this.owners = owners;
        this.metal = metal;
        this.rivals = rivals;
        this.events = events;
        this.config = config;
        this.clock = clock;
    }

    /** Proves that the allocation is ours, and frees the machine. Anything less than a proof changes nothing. */
    Outcome free(MetalMachine machine, AllocationObservation seen) {
        var id = machine.id();
        var named = seen.record().kind().role() + " " + id;
        var api = metal.api(seen.account());
        var proofStarted = clock.instant();
        writer.requireUnchanged(seen.resource());
        var cluster = owners.liveCluster(seen.resource(), seen.around().cluster());
        var paused = Owners.paused(seen.resource(), cluster);
        if (paused.isPresent()) {
            return freeing(named + " is not freed: " + paused.get(), config.soon());
        }
        var ours = api.findMachines(MachineQuery.withId(id)).stream()
                .anyMatch(it -> it.id().equals(id) && seen.holds(it));
        if (!ours) {
            return freeing(named + " is not held by this object any more; looking again", config.soon());
        }
        var rival = rival(machine, seen);
        if (rival.isPresent()) {
            return switch (rival.get()) {
                case Rivals.Objection.HeldBy(var name) ->
                    letGo("left " + named + " alone: MetalStackMachine " + name + " holds the same allocation", seen);
                case Rivals.Objection.WaitFor(var name) ->
                    freeing(named + " is not freed before MetalStackMachine " + name + " is gone", config.soon());
            };
        }
        if (proofStarted.plus(PROOF_LASTS).isBefore(clock.instant())) {
            return freeing("it took too long to prove that " + named + " is ours; trying again", config.soon());
        }
        try {
            api.freeMachine(id, proofStarted);
        } catch (MetalException e) {
            return new Outcome.Waiting(
                    AllocationReasons.FREE_REFUSED,
                    named + " is not given back yet: " + e.failure().message(),
                    config.soon());
        }
        LOG.infof("Freed %s of %s", named, seen.resource().getMetadata().getName());
        events.normal(seen.resource(), AllocationReasons.FREED, "freed " + named);
        return freeing(named + " was given back; waiting to see it gone", AFTER_FREEING);
    }

    /** An allocation that no tag ties to its object may be recorded on several. */
    private Optional<Rivals.Objection> rival(MetalMachine machine, AllocationObservation seen) {
        return seen.record().kind() != AllocationKind.MACHINE
                        || machine.tags().contains(seen.record().resourceTag())
                ? Optional.empty()
                : machine.allocation().flatMap(it -> rivals.toFreeing(seen.resource(), it.uuid()));
    }

    /**
     * Proves that what was asked for or recorded is gone: this same metal-api shows the hardware without our allocation,
     * shows nothing with our claim, and knows the project. Lets the object go if that is what it waits for.
     */
    Outcome proveGone(AllocationObservation seen) {
        var record = seen.record();
        var project = seen.project();
        var api = metal.api(seen.account());
        var byId = record.providerId()
                .map(it -> api.findMachines(MachineQuery.withId(it.machineId())))
                .orElse(List.of());
        var byClaim = record.claim().map(it -> api.findMachines(withClaim(it))).orElse(List.of());
        if (byId.stream().anyMatch(it -> seen.holds(it)) || byClaim.stream().anyMatch(it -> seen.holds(it))) {
            return new Outcome.Waiting(
                    AllocationReasons.GONE_NOT_PROVED,
                    record.machineName() + " is there, though a look at the project did not show it; looking again",
                    config.soon());
        }
        if (project.isPresent() && api.projectName(project.get()).isEmpty()) {
            return new Outcome.Blocked(
                    AllocationReasons.GONE_NOT_PROVED,
                    "metal-api does not know project " + project.get() + ", so nothing can be said about "
                            + record.machineName() + ": is METAL_API_URL the right one?");
        }
        if (record.allocationUuid().isPresent() && record.providerId().isPresent() && byId.isEmpty()) {
            return new Outcome.Blocked(
                    AllocationReasons.GONE_NOT_PROVED,
                    "metal-api does not show hardware "
                            + record.providerId().get().machineId()
                            + " at all, so it cannot be told whether its allocation is gone. If it was taken out of"
                            + " metal-stack for good, take finalizer "
                            + record.kind().finalizer() + " off by hand");
        }
        if (seen.deleting()) {
            return letGo(leftBehind(record, byId), seen);
        }
        return new Outcome.Blocked(
                AllocationReasons.GONE,
                record.machineName()
                        + " is no longer allocated for this object: it was freed from outside. Delete the "
                        + record.kind().ownedBy() + ", so that another one takes its place");
    }

    /** Takes the finalizer off. */
    Outcome letGo(String leftAlone, AllocationObservation seen) {
        if (!leftAlone.isEmpty()) {
            events.warning(seen.resource(), AllocationReasons.LEFT_ALONE, leftAlone);
        }
        writer.removeFinalizer(seen.resource(), seen.record().kind().finalizer());
        LOG.infof("Let go of %s", seen.resource().getMetadata().getName());
        return new Outcome.Done();
    }

    /** Takes the finalizer off after telling all that may stay behind; for this, metal-api is not asked. */
    Outcome forceRelease(String left, AllocationObservation seen) {
        writer.requireUnchanged(seen.resource());
        var paused = Owners.paused(
                seen.resource(),
                owners.liveCluster(seen.resource(), seen.around().cluster()));
        if (paused.isPresent()) {
            return freeing("not released by force: " + paused.get(), config.soon());
        }
        events.warning(seen.resource(), AllocationReasons.FORCE_RELEASED, left);
        LOG.warnf("%s was %s", seen.resource().getMetadata().getName(), left);
        writer.removeFinalizer(seen.resource(), seen.record().kind().finalizer());
        return new Outcome.Done();
    }

    /** Wherever it is. */
    static MachineQuery withClaim(String claim) {
        return new MachineQuery(
                Optional.empty(), Optional.empty(), Optional.empty(), List.of(tag(OwnershipTags.CLAIM, claim)));
    }

    /** What stays although the object named it. Where our allocation was recorded, the hardware is somebody else's now. */
    private static String leftBehind(AllocationRecord record, List<MetalMachine> byId) {
        return record.allocationUuid().isPresent()
                ? ""
                : byId.stream()
                        .filter(it -> it.allocation().isPresent())
                        .findFirst()
                        .map(it -> "left " + record.kind().role() + " " + it.id()
                                + " alone, which spec.providerID names: its allocation does not"
                                + " carry this object's claim")
                        .orElse("");
    }

    private Outcome freeing(String message, Duration recheck) {
        return new Outcome.Waiting(AllocationReasons.FREEING, message, recheck);
    }
}
