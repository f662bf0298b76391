/** From the Go provider to this one and back, and machines that somebody else allocated. */
@NullMarked
package io.metalstack.capi.switching;

import org.jspecify.annotations.NullMarked;
