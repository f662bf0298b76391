package io.metalstack.capi.allocation;

import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus.Address;
import io.metalstack.capi.metal.MetalMachine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a machine's own reports mean. Pure functions of what metal-api shows. */
public final class MachineHealth {

    /** What metal-api says of a machine that sent an event within the last five minutes. */
    private static final String ALIVE = "Alive";

    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private MachineHealth() {}

    /**
     * Whether the machine has booted what was installed for this allocation. The log still holds what it reported to
     * whoever had it before, so only what came after the allocation counts. A later event, such as a planned reboot, does
     * not take it back.
     */
    public static boolean phonedHome(MetalMachine machine) {
        var phonedHomeAt = machine.events().phonedHomeAt();
        return phonedHomeAt != null
                && machine.allocation()
                        .filter(it -> !phonedHomeAt.isBefore(it.created()))
                        .isPresent();
    }

    /** What is wrong with the machine as a reason and a sentence, the gravest first; empty when nothing is. */
    public static Optional<Ailment> ailment(MetalMachine machine) {
        var id = machine.id();
        if (machine.events().crashLoop()) {
            return Optional.of(new Ailment(
                    AllocationReasons.CRASH_LOOP,
                    "machine " + id
                            + " is in a crash loop: it keeps rebooting without being told to; look at its console"));
        }
        if (machine.events().failedReclaim()) {
            return Optional.of(new Ailment(
                    AllocationReasons.FAILED_RECLAIM,
                    "machine " + id + " still runs what was installed before: metal-stack failed to reclaim it"));
        }
        if (machine.locked()) {
            return Optional.of(new Ailment(
                    AllocationReasons.LOCKED,
                    "machine " + id
                            + " is locked in metal-stack, and can neither be freed nor reinstalled: unlock it"));
        }
        return Optional.empty();
    }

    /** Whether it sent a sign of life lately. If not, that may as well be a firewall or metal-stack's telemetry. */
    public static boolean alive(MetalMachine machine) {
        return ALIVE.equals(machine.liveliness());
    }

    /** Host name and addresses, sorted, as metal-api has its networks in no order. */
    public static List<Address> addresses(MetalMachine machine) {
        var addresses = new ArrayList<Address>();
        machine.allocation().ifPresent(allocation -> {
            if (!allocation.hostname().isEmpty()) {
                addresses.add(new Address("Hostname", allocation.hostname()));
            }
            allocation.networks().stream()
                    .sorted(Comparator.comparing(MetalMachine.Network::id))
                    .forEach(network -> addressType(network.type())
                            .ifPresent(type -> network.ips().stream()
                                    .sorted()
                                    .forEach(ip -> addresses.add(new Address(type, ip)))));
        });
        return List.copyOf(addresses);
    }

    /** A node network may be the project's own or shared with others: metal-api, "networktype". */
    private static Optional<String> addressType(String networkType) {
        return switch (networkType) {
            case "privateprimaryunshared", "privateprimaryshared" -> Optional.of("InternalIP");
            case "external" -> Optional.of("ExternalIP");
            default -> Optional.empty();
        };
    }

    /** Labels for the object, keys as the Go provider has them; what is no valid label value is left out. */
    public static Map<String, String> labels(MetalMachine machine) {
        var labels = new TreeMap<String, String>();
        machine.allocation().ifPresent(it -> labels.put("kubernetes.io/hostname", it.hostname()));
        labels.put("topology.kubernetes.io/zone", machine.partition());
        labels.put("machine.metal-stack.io/rack", machine.rack());
        for (var key : List.of("machine.metal-stack.io/network.primary.asn", "machine.metal-stack.io/chassis")) {
            OwnershipTags.value(machine.tags(), key).ifPresent(it -> labels.put(key, it));
        }
        labels.values().removeIf(it -> !LABEL_VALUE.matcher(it).matches());
        return labels;
    }

    /** Something that is wrong with a machine. */
    public record Ailment(String reason, String message) {}
}
