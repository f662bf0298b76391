/** What is in {@code deploy}: whether alerts, dashboard and the rest ask for what is there, and do what they say. */
@NullMarked
package io.metalstack.capi.monitoring;

import org.jspecify.annotations.NullMarked;
