/** What users see: conditions, Events, and how a step ended. Nothing is decided from what is published here. */
@NullMarked
package io.metalstack.capi.status;

import org.jspecify.annotations.NullMarked;
