/**
 * metal-api as the provider sees it: one seam ({@link io.metalstack.capi.metal.MetalApi}), the records it speaks in, and
 * the kinds of failure. Nothing in here knows Kubernetes.
 */
@NullMarked
package io.metalstack.capi.metal;

import org.jspecify.annotations.NullMarked;
