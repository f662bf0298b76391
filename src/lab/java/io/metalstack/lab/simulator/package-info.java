/**
 * metal-api v1 in one process: the REST API over HTTP with its signatures, semantics and traps, for tests, the lab and
 * benchmarks. It shares no type with the provider on purpose: two readings of metal-api that disagree show it, a shared
 * class would hide a shared mistake.
 *
 * <p>Start with {@link io.metalstack.lab.simulator.Simulator}; {@link io.metalstack.lab.simulator.Route} lists what is
 * answered.
 */
@NullMarked
package io.metalstack.lab.simulator;

import org.jspecify.annotations.NullMarked;
