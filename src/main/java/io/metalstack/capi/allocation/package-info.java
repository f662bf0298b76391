/**
 * Whose an allocation is, and whether one may still be on its way: the claim, the tags by which it is found again, and
 * the intent that is written before every allocating call. For objects with one machine of metal-stack also the whole
 * way to it and back: AllocationObserver reads, AllocationPlan decides (pure), AllocationActions acts.
 */
@NullMarked
package io.metalstack.capi.allocation;

import org.jspecify.annotations.NullMarked;
