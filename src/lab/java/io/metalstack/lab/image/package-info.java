/** Images without a container engine: an archive is read and unpacked, and its program runs as a container would. */
@NullMarked
package io.metalstack.lab.image;

import org.jspecify.annotations.NullMarked;
