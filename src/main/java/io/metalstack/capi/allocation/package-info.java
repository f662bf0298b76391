/**
 * Whose an allocation is, and whether one may still be on its way: the claim, the tags by which it is found again, and
 * the intent that is written before every allocating call. Shared by all kinds that allocate.
 */
@NullMarked
package io.metalstack.capi.allocation;

import org.jspecify.annotations.NullMarked;
