/**
 * The controller of MetalStackMachine: one object, at most one allocation. A pass reads (MachineObserver), decides
 * (MachinePlan, pure), acts (AllocationActions, the only place that changes anything outside) and tells (MachineReport).
 */
@NullMarked
package io.metalstack.capi.machine;

import org.jspecify.annotations.NullMarked;
