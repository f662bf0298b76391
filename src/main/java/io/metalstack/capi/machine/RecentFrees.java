package io.metalstack.capi.machine;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.RecentTimes;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which machines of a cluster were let go lately, as an annotation of the MetalStackCluster tells: it survives restarts
 * and moves, and its locked patches let no two frees count past each other. Pure.
 *
 * @param timeByUid when each was let go, by the uid of its MetalStackMachine
 */
record RecentFrees(Map<String, Instant> timeByUid) {

    /**
     * Those within the window.
     *
     * @throws IllegalArgumentException when the annotation cannot be read: it must not be taken for none
     */
    static RecentFrees of(MetalStackCluster cluster, Instant now, Duration window) {
        return new RecentFrees(
                RecentTimes.of(cluster, Annotations.RECENT_FREES, now, window).byUid());
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
        return new RecentTimes(timeByUid).with(uid, now);
    }
}
