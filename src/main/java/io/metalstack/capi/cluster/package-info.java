/**
 * The infrastructure of a cluster: node network and control-plane address. {@code ClusterReconciler} is the table of
 * contents, {@code ClusterObserver} looks, {@code ClusterPlan} and {@code ClusterDeletionPlan} decide,
 * {@code ClusterActions} changes things outside, {@code ClusterReport} tells.
 */
@NullMarked
package io.metalstack.capi.cluster;

import org.jspecify.annotations.NullMarked;
