package io.metalstack.capi.api.v1alpha1;

/** Who provides the control-plane endpoint. */
public enum ControlPlaneEndpointFrom {
    /** This provider: an address of metal-stack, given or allocated. */
    MetalStack,
    /** Somebody else fills it in, late: hosted control planes. */
    External
}
