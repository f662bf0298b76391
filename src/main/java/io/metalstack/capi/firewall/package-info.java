/**
 * The firewall of a cluster. A MetalStackFirewallDeployment keeps one MetalStackFirewall and replaces it
 * ({@code Deployment…}); a MetalStackFirewall is one object with at most one allocation ({@code Firewall…}), under the
 * same rules as a machine.
 */
@NullMarked
package io.metalstack.capi.firewall;

import org.jspecify.annotations.NullMarked;
