/**
 * What machines of a MetalStackMachineTemplate will have, told in its status. Nothing else of a template is ever written,
 * and nothing is allocated for one.
 */
@NullMarked
package io.metalstack.capi.template;

import org.jspecify.annotations.NullMarked;
