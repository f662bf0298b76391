package io.metalstack.capi.api.v1alpha1;

/** Names that all kinds share. */
public final class Api {

    public static final String GROUP = "infrastructure.cluster.x-k8s.io";
    public static final String VERSION = "v1alpha1";

    /** Tells core which API version to read under which contract. Cluster API contract, "CRD labels". */
    public static final String CONTRACT_LABEL = "cluster.x-k8s.io/v1beta2";

    /** Prefix of the annotations and finalizers that are ours. */
    public static final String PREFIX = "metal-stack.infrastructure.cluster.x-k8s.io/";

    private Api() {}

    static String absentIfEmpty(String value) {
        return value == null || value.isEmpty() ? null : value;
    }
}
