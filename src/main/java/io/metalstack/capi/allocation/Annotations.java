package io.metalstack.capi.allocation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.api.v1alpha1.Api;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The annotations that identity rests on. They are metadata, so they move with the object and survive a status wipe. */
public final class Annotations {

    /** On a MetalStackCluster: random uuid of the cluster, never changed. */
    public static final String CLUSTER_UID = Api.PREFIX + "cluster-uid";

    /** On an object with an allocation: random uuid of its own, also a tag of the allocation. */
    public static final String CLAIM = Api.PREFIX + "claim";

    /** On an object that has asked, or is about to ask, for an allocation: {@link AllocationIntent}. */
    public static final String ALLOCATION_INTENT = Api.PREFIX + "allocation-intent";

    /** On an object with an allocation: the allocation's own uuid, as hardware ids are reused. */
    public static final String ALLOCATION_UUID = Api.PREFIX + "allocation-uuid";

    /**
     * On a MetalStackCluster for which metal-api was ever asked to allocate; set with the first intent, never taken off.
     * While it is missing nothing of ours can exist, so that an object which never got that far can go even when
     * metal-api or the project cannot be reached.
     */
    public static final String HAS_ALLOCATED = Api.PREFIX + "has-allocated";

    /**
     * On an object that cannot be deleted in the ordinary way: let it go, and free nothing. Its value has to be the
     * object's own name, so that an annotation that came along from a template or a copy releases nothing.
     */
    public static final String FORCE_RELEASE = Api.PREFIX + "force-release";

    /**
     * On a MetalStackCluster of the Go provider that cannot be told from others by itself: what of metal-stack is its,
     * as ids of networks and addresses with commas between. It makes nothing this cluster's that does not carry its name.
     */
    public static final String ADOPT = Api.PREFIX + "adopt";

    /** On a MetalStackMachine whose providerID names a machine that somebody else allocated: the allocation's uuid. */
    public static final String IMPORT_ALLOCATION = Api.PREFIX + "import-allocation";

    /** On an object that is to be looked at only, with any value; on a MetalStackCluster for the whole cluster. */
    public static final String PLAN = Api.PREFIX + "plan";

    /** On a MetalStackCluster, while the deletion brake is on: which of its machines were let go lately, and when. */
    public static final String RECENT_FREES = Api.PREFIX + "recent-frees";

    /** On a MetalStackCluster: until when a person lets any number of its machines go, in spite of the brake. */
    public static final String DELETIONS_CONFIRMED_UNTIL = Api.PREFIX + "deletions-confirmed-until";

    /** On a MetalStackFirewallDeployment: which of its firewalls were replaced as they failed, and when. */
    public static final String RECENT_REPAIRS = Api.PREFIX + "recent-repairs";

    /** On a MetalStackFirewallDeployment: until when a person lets updates be made, in spite of the maintenance window. */
    public static final String MAINTENANCE_UNTIL = Api.PREFIX + "maintenance-until";

    /** Makes {@code clusterctl move} wait: an allocation is in flight. */
    public static final String BLOCK_MOVE = "clusterctl.cluster.x-k8s.io/block-move";

    /** Set by {@code clusterctl move} on the copies it leaves behind: the allocation lives on elsewhere. */
    public static final String DELETE_FOR_MOVE = "clusterctl.cluster.x-k8s.io/delete-for-move";

    private static final Duration LONGEST_PERMISSION = Duration.ofDays(1);

    private Annotations() {}

    /** The annotation's value; empty when absent or {@code ""}. */
    public static Optional<String> of(HasMetadata resource, String annotation) {
        return Optional.ofNullable(resource.getMetadata().getAnnotations())
                .map(it -> it.get(annotation))
                .filter(it -> !it.isEmpty());
    }

    /**
     * Until when a person allows what the annotation is about; empty without it.
     *
     * @throws IllegalArgumentException when it cannot be read, or is more than a day ahead: nobody would remember it
     */
    public static Optional<Instant> until(HasMetadata resource, String annotation, Instant now) {
        var until = of(resource, annotation).map(it -> {
            try {
                return Instant.parse(it);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "annotation " + annotation + " of the " + resource.getKind()
                                + " cannot be read: it must be a time like 2026-01-02T15:04:05Z",
                        e);
            }
        });
        if (until.filter(it -> it.isAfter(now.plus(LONGEST_PERMISSION))).isPresent()) {
            throw new IllegalArgumentException("annotation " + annotation + " of the " + resource.getKind()
                    + " reaches too far: at most a day ahead is believed");
        }
        return until;
    }

    /** Whether the object is to be let go without freeing anything, once it is being deleted. */
    public static boolean releasesByForce(HasMetadata resource) {
        return of(resource, FORCE_RELEASE)
                .filter(resource.getMetadata().getName()::equals)
                .isPresent();
    }

    /** What is wrong with an annotation that is to release the object by force; empty when nothing is. */
    public static Optional<String> ignoredForceRelease(HasMetadata resource) {
        return present(resource, FORCE_RELEASE) && !releasesByForce(resource)
                ? Optional.of("annotation " + FORCE_RELEASE + " does nothing: its value must be the object's name, "
                        + resource.getMetadata().getName())
                : Optional.empty();
    }

    /** Whether the annotation is there, even with an empty value. */
    public static boolean present(HasMetadata resource, String annotation) {
        return resource.getMetadata().getAnnotations() != null
                && resource.getMetadata().getAnnotations().containsKey(annotation);
    }
}
