package io.metalstack.capi.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes conditions and merges them with what an object shows already. */
public final class Conditions {

    public static final String READY = "Ready";
    public static final String PAUSED = "Paused";
    public static final String DELETING = "Deleting";

    /** What would be done to an object that is only looked at. */
    public static final String PLAN = "Plan";

    private final long generation;
    private final String now;

    private Conditions(long generation, Instant now) {
        this.generation = generation;
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Makes conditions about this generation of an object. */
    public static Conditions at(@Nullable Long generation, Instant now) {
        return new Conditions(generation == null ? 0 : generation, now);
    }

    public Condition isTrue(String type, String reason, String message) {
        return condition(type, "True", reason, message);
    }

    public Condition isFalse(String type, String reason, String message) {
        return condition(type, "False", reason, message);
    }

    public Condition isUnknown(String type, String reason, String message) {
        return condition(type, "Unknown", reason, message);
    }

    /** {@code Paused} as Cluster API words it. */
    public Condition paused(Optional<String> why) {
        return why.map(it -> isTrue(PAUSED, "Paused", it)).orElseGet(() -> isFalse(PAUSED, "NotPaused", ""));
    }

    private Condition condition(String type, String status, String reason, String message) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(now)
                .build();
    }

    /**
     * Puts fresh conditions over published ones; types that are not fresh stay, as they may be somebody else's, but for
     * {@link #PLAN}: what is told besides was done. The
     * transition time changes only when the status does. Returns {@code published} itself when nothing changes.
     */
    public static List<Condition> merge(@Nullable List<Condition> published, List<Condition> fresh) {
        var before = published == null ? List.<Condition>of() : published;
        var byType = new TreeMap<String, Condition>();
        before.stream().filter(it -> !PLAN.equals(it.getType())).forEach(it -> byType.put(it.getType(), it));
        find(before, PLAN).filter(it -> find(fresh, PLAN).isPresent()).ifPresent(it -> byType.put(PLAN, it));
        fresh.forEach(it -> byType.merge(it.getType(), it, Conditions::keepTransitionTime));
        var merged = List.copyOf(byType.values());
        return merged.equals(before) ? before : merged;
    }

    /** The condition of this type, if there is one. */
    public static Optional<Condition> find(@Nullable List<Condition> conditions, String type) {
        return Optional.ofNullable(conditions).orElse(List.of()).stream()
                .filter(it -> type.equals(it.getType()))
                .findFirst();
    }

    private static Condition keepTransitionTime(Condition old, Condition next) {
        return Objects.equals(old.getStatus(), next.getStatus())
                ? new ConditionBuilder(next)
                        .withLastTransitionTime(old.getLastTransitionTime())
                        .build()
                : next;
    }
}
