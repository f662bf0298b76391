/** What runs while the project is built, and never in the manager. */
@NullMarked
package io.metalstack.capi.build;

import org.jspecify.annotations.NullMarked;
