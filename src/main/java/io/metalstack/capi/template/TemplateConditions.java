package io.metalstack.capi.template;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplate;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplateStatus;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplateStatus.NodeInfo;
import io.metalstack.capi.metal.MetalSize;
import io.metalstack.capi.status.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a template's status says. Pure. */
final class TemplateConditions {

    static final String SIZE_KNOWN = "SizeKnown";
    static final String SIZE_UNKNOWN = "SizeUnknown";
    static final String SIZE_INCOMPLETE = "SizeIncomplete";

    /** On a size of metal-stack, for hardware that is not amd64. */
    private static final String ARCHITECTURE_LABEL = "kubernetes.io/arch";

    private static final long MEBI = 1L << 20;

    private TemplateConditions() {}

    /** While paused, only the condition {@code Paused} may change. */
    static MetalStackMachineTemplateStatus paused(MetalStackMachineTemplate template, String why, Instant now) {
        var published = published(template);
        return with(published, published, at(template, now).paused(Optional.of(why)));
    }

    /** By the size that metal-stack has, or has not. */
    static MetalStackMachineTemplateStatus of(
            MetalStackMachineTemplate template, Optional<MetalSize> size, Instant now) {
        var make = at(template, now);
        var fresh = size.map(it -> new MetalStackMachineTemplateStatus(capacity(it), nodeInfo(it), null))
                .orElseGet(MetalStackMachineTemplateStatus::empty);
        return with(
                published(template),
                fresh,
                make.paused(Optional.empty()),
                ready(make, template.getSpec().template().spec().size(), size));
    }

    private static Condition ready(Conditions make, String id, Optional<MetalSize> size) {
        if (size.isEmpty()) {
            return make.isFalse(
                    Conditions.READY,
                    SIZE_UNKNOWN,
                    "metal-stack has no size " + id
                            + ": no machine can be made from this template; make one with a size that is there");
        }
        if (size.get().cores() == 0 || size.get().memory() == 0) {
            return make.isFalse(
                    Conditions.READY,
                    SIZE_INCOMPLETE,
                    "size " + id + " of metal-stack does not say how many cores and how much memory its machines have:"
                            + " cluster-autoscaler cannot scale from zero with it");
        }
        return make.isTrue(Conditions.READY, SIZE_KNOWN, "");
    }

    private static Map<String, String> capacity(MetalSize size) {
        var capacity = new TreeMap<String, String>();
        put(capacity, "cpu", size.cores(), String.valueOf(size.cores()));
        put(capacity, "memory", size.memory(), bytes(size.memory()));
        put(capacity, "ephemeral-storage", size.storage(), bytes(size.storage()));
        return capacity;
    }

    private static void put(Map<String, String> capacity, String resource, long amount, String quantity) {
        if (amount > 0) {
            capacity.put(resource, quantity);
        }
    }

    /** As a quantity that a person can read, where it comes out even; disks are often sold by the power of ten. */
    private static String bytes(long amount) {
        if (amount == 0 || amount % MEBI != 0) {
            return String.valueOf(amount);
        }
        var units = List.of("Mi", "Gi", "Ti");
        var unit = 0;
        var number = amount / MEBI;
        while (number % 1024 == 0 && unit < units.size() - 1) {
            number /= 1024;
            unit++;
        }
        return number + units.get(unit);
    }

    private static NodeInfo nodeInfo(MetalSize size) {
        return new NodeInfo(size.labels().getOrDefault(ARCHITECTURE_LABEL, "amd64"), "linux");
    }

    private static Conditions at(MetalStackMachineTemplate template, Instant now) {
        return Conditions.at(template.getMetadata().getGeneration(), now);
    }

    private static MetalStackMachineTemplateStatus published(MetalStackMachineTemplate template) {
        return Optional.ofNullable(template.getStatus()).orElseGet(MetalStackMachineTemplateStatus::empty);
    }

    private static MetalStackMachineTemplateStatus with(
            MetalStackMachineTemplateStatus published, MetalStackMachineTemplateStatus fresh, Condition... conditions) {
        return fresh.withConditions(Conditions.merge(published.conditions(), new ArrayList<>(List.of(conditions))));
    }
}
