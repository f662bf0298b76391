package io.metalstack.capi.machine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which machines of a cluster were let go lately, as an annotation of the MetalStackCluster tells: it survives restarts
 * and moves, and its locked patches let no two frees count past each other. Pure.
 *
 * @param timeByUid when each was let go, by the uid of its MetalStackMachine
 */
record RecentFrees(Map<String, Instant> timeByUid) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Those within the window.
     *
     * @throws IllegalArgumentException when the annotation cannot be read: it must not be taken for none
     */
    static RecentFrees of(MetalStackCluster cluster, Instant now, Duration window) {
        var times = new TreeMap<String, Instant>();
        try {
            var annotation = Annotations.of(cluster, Annotations.RECENT_FREES).orElse("{}");
            JSON.readValue(annotation, new TypeReference<Map<String, String>>() {})
                    .forEach((uid, time) -> times.put(uid, Instant.parse(time)));
        } catch (JsonProcessingException | DateTimeParseException | NullPointerException e) {
            throw new IllegalArgumentException(
                    "annotation " + Annotations.RECENT_FREES + " of the MetalStackCluster cannot be read: take it off",
                    e);
        }
        times.values().removeIf(it -> it.isBefore(now.minus(window)));
        return new RecentFrees(times);
    }

    /**
     * Whether letting this machine go too would be more than the share. One is always let go.
     *
     * @param holding uids of all MetalStackMachines of the cluster that hold, or may hold, a machine
     * @param deleting those of them that are being deleted: they are to go as well
     * @param share of all machines, those that were let go lately included
     */
    boolean tooMany(Set<String> holding, Set<String> deleting, String uid, double share) {
        var all = new HashSet<>(holding);
        all.addAll(timeByUid.keySet());
        all.add(uid);
        var going = new HashSet<>(deleting);
        going.addAll(timeByUid.keySet());
        going.add(uid);
        return going.size() > Math.max(1, Math.floor(share * all.size()));
    }

    /** The annotation's value with this machine let go at this time. The first time counts. */
    String with(String uid, Instant now) {
        var times = new TreeMap<String, String>();
        timeByUid.forEach((known, time) -> times.put(known, time.toString()));
        times.putIfAbsent(uid, now.toString());
        try {
            return JSON.writeValueAsString(times);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
