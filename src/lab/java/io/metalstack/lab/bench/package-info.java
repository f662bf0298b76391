/**
 * {@code make bench}: a provider, ours or another one, at work between a real API server and the simulator of metal-api. What
 * Cluster API would make is made here, so that the provider alone is measured. {@code docs/performance.md} says how to read it.
 */
@NullMarked
package io.metalstack.lab.bench;

import org.jspecify.annotations.NullMarked;
