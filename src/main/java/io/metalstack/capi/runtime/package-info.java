/** Wires the application: settings, the operator and its lease, health, metrics. Imports no kind. */
@NullMarked
package io.metalstack.capi.runtime;

import org.jspecify.annotations.NullMarked;
