package io.metalstack.lab.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of hardware. Guarded by the lock of {@link Inventory}. */
final class Machine {
    /** The state metal-api stores where its answers say RESERVED. */
    static final String TAINTED = "TAINTED";

    static final String LOCKED = "LOCKED";

    final String id;
    final String partitionId;
    final String rackId;
    final String sizeId;
    final Answers.Hardware hardware;
    final Instant created;

    Instant changed;
    EventLog events = new EventLog();

    @Nullable
    Allocation allocation;

    List<String> tags = List.of();
    String state = "";
    String stateDescription = "";
    String stateIssuer = "";
    String metalHammerVersion = "v0.13.0";
    String led = "";
    String ledDescription = "";
    /** True exactly while metal-hammer sits in its wait loop; not in any answer. */
    boolean waiting;
    /** Chosen, but not yet allocated; not in any answer. */
    boolean preallocated;
    /** Whether it has power; without, it sends no sign of life. */
    boolean powered = true;
    /** Whether the simulator sends the machine's regular signs of life. */
    boolean heartbeat = true;
    /** Whether GET still finds its events (metal-api answers 404 for a machine without them). */
    boolean lost;
    /** Grows with each start of the machine, so that a chain of boot events of an earlier start ends. */
    int boots;

    Machine(String id, String partitionId, String rackId, String sizeId, Answers.Hardware hardware, Instant created) {
        this.id = id;
        this.partitionId = partitionId;
        this.rackId = rackId;
        this.sizeId = sizeId;
        this.hardware = hardware;
        this.created = created;
        this.changed = created;
    }

    boolean isFirewall() {
        return allocation != null && allocation.role == AllocationRole.FIREWALL;
    }

    boolean allocatable() {
        return allocation == null
                && state.isEmpty()
                && waiting
                && !preallocated
                && events.liveliness().equals("Alive");
    }

    void receive(ProvisioningEvent event, String message, Instant time) {
        events.receive(event, message, time);
        waiting = events.state().filter(ProvisioningEvent.WAITING::equals).isPresent() && allocation == null;
    }

    /**
     * User tags with the system's own put over them: split at the first {@code =}, the last of equal keys wins, plain
     * strings stay.
     */
    List<String> withSystemTags(List<String> userTags, long asn) {
        var all = new ArrayList<>(userTags);
        all.add("machine.metal-stack.io/network.primary.asn=" + asn);
        if (!rackId.isEmpty()) {
            all.add("machine.metal-stack.io/rack=" + rackId);
        }
        var byKey = new LinkedHashMap<String, String>();
        for (var tag : all) {
            var equals = tag.indexOf('=');
            byKey.put(equals < 0 ? tag : tag.substring(0, equals + 1), tag);
        }
        return List.copyOf(byKey.values());
    }
}
