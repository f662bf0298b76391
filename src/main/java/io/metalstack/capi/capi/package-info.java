/**
 * Cluster API as every controller meets it: small read-only views of core's objects, the gate in front of each
 * reconcile, the writes that ownership needs, and what wakes whom.
 */
@NullMarked
package io.metalstack.capi.capi;

import org.jspecify.annotations.NullMarked;
