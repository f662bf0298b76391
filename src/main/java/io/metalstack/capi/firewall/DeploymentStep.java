package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalMachine;

/** The one thing to do next for a deployment. {@link DeploymentPlan} chooses it, {@link DeploymentActions} carries it out. */
sealed interface DeploymentStep {

    /** Something has to happen elsewhere first. */
    record Wait(String reason, String message) implements DeploymentStep {}

    /** A person has to look. */
    record Refuse(String reason, String message) implements DeploymentStep {}

    /** metal-api could not be asked. */
    record Unreadable(MetalFailure why) implements DeploymentStep {}

    /** Makes the template, or a firewall that lost its owner, go, and move, with the deployment. */
    record Own(HasMetadata part) implements DeploymentStep {}

    /** Makes the object of a firewall; its own controller allocates. */
    record Create(String name, MetalStackFirewallTemplateSpec template) implements DeploymentStep {}

    /** Makes the object for a firewall that the Go provider allocated; its own controller keeps it, and frees it one day. */
    record Adopt(String name, MetalStackFirewallTemplateSpec template, MetalMachine machine)
            implements DeploymentStep {}

    /** Takes the name of a firewall out that was taken over: from now on its object tells. */
    record DropReference(String why) implements DeploymentStep {}

    /**
     * Deletes the object of a firewall; its own controller frees.
     *
     * @param why for an Event
     */
    record Delete(MetalStackFirewall firewall, String reason, String why) implements DeploymentStep {}

    /**
     * Deletes the object of a firewall that failed, so that another one is made, and remembers when.
     *
     * @param why for an Event
     */
    record Repair(MetalStackFirewall firewall, String reason, String why) implements DeploymentStep {}

    /**
     * All is as it should be.
     *
     * @param note what else there is to know, or an empty text
     */
    record Settled(MetalStackFirewall firewall, String note) implements DeploymentStep {}

    /** Somebody gave the firewall: there is nothing to do but to tell how it is. */
    record UseGiven(MetalMachine machine) implements DeploymentStep {}

    /** Takes the finalizer off. */
    record LetGo() implements DeploymentStep {}
}
