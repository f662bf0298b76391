/**
 * Everything needed to try the provider without hardware: a simulated metal-api, simulated machines that really boot,
 * and the management plane that ties them together. Nothing in here knows the provider's code.
 */
@NullMarked
package io.metalstack.lab;

import org.jspecify.annotations.NullMarked;
