package io.metalstack.capi.api.v1alpha1;

/** Who makes the control-plane address reachable. */
public enum ControlPlaneAnnouncement {
    /** metal-stack: control-plane machines are allocated with the address, and each announces it. */
    Machines,
    /** Something that runs on the machines, for example kube-vip. */
    None
}
