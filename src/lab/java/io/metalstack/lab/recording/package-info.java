/** What a command printed and when, as a file that players of terminal recordings know, and as a picture of it. */
@NullMarked
package io.metalstack.lab.recording;

import org.jspecify.annotations.NullMarked;
