package io.metalstack.capi.api.v1alpha1;

/** Address family of what is allocated, spelled as metal-api spells it. */
public enum AddressFamily {
    IPv4,
    IPv6
}
