/** The one place that makes things happen later, by a clock that tests can move; and whose clock is how far from it. */
@NullMarked
package io.metalstack.capi.time;

import org.jspecify.annotations.NullMarked;
