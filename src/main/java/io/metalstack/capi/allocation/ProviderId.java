package io.metalstack.capi.allocation;

import io.metalstack.capi.metal.MetalMachine;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a Node's machine is: {@code metal://<partition>/<machine id>}. metal's cloud-controller-manager writes the same
 * text to the Node and Cluster API compares both, so it is kept byte for byte.
 *
 * @param partition may be empty: the Go provider left it out for machines without one
 * @param machineId id of the hardware, which outlives allocations
 */
public record ProviderId(String partition, String machineId) {

    private static final Pattern FORM = Pattern.compile("metal://([^/]*)/([^/\\s]+)");

    public static ProviderId of(MetalMachine machine) {
        return new ProviderId(machine.partition(), machine.id());
    }

    /** Reads a provider id; empty when it does not have the form. */
    public static Optional<ProviderId> parse(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new ProviderId(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    @Override
    public String toString() {
        return "metal://" + partition + "/" + machineId;
    }
}
