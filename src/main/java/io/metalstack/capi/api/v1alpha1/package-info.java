/**
 * The kinds of {@code infrastructure.cluster.x-k8s.io/v1alpha1}. Fields, names and meaning are those of the Go provider
 * (CAPMS), so its manifests apply unchanged; what is ours in addition says so. Optional fields are absent, never
 * {@code ""} or {@code null}, but {@code ""} is read as absent.
 */
package io.metalstack.capi.api.v1alpha1;
