package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.status.Planned;

/** What a step would do, in one sentence, for a deployment that is only looked at. */
final class DeploymentSentences {

    private DeploymentSentences() {}

    static Planned of(DeploymentStep step) {
        return switch (step) {
            case DeploymentStep.Wait(var reason, var message) -> Planned.waiting(message);
            case DeploymentStep.Refuse(var reason, var message) -> Planned.waiting(message);
            case DeploymentStep.Unreadable(var why) -> Planned.waiting(why.message());
            case DeploymentStep.Own(var part) ->
                Planned.takingOn("make " + part.getKind() + " " + nameOf(part) + " this deployment's");
            case DeploymentStep.Create(var name, var template) ->
                Planned.allocating("a firewall, as MetalStackFirewall " + name);
            case DeploymentStep.Adopt(var name, var template, var machine) ->
                Planned.adopting(
                        "take firewall " + machine.id() + " over from the Go provider, as MetalStackFirewall " + name);
            case DeploymentStep.DropReference(var why) -> Planned.takingOn("take spec.managedResourceRef out: " + why);
            case DeploymentStep.Delete(var firewall, var reason, var why) -> delete(firewall, why);
            case DeploymentStep.Repair(var firewall, var reason, var why) -> delete(firewall, why);
            case DeploymentStep.Settled(var firewall, var note) ->
                Planned.nothing("MetalStackFirewall " + nameOf(firewall) + " is as it should be");
            case DeploymentStep.UseGiven(var machine) -> Planned.nothing("firewall " + machine.id() + " was given");
            case DeploymentStep.LetGo() -> Planned.lettingGo("");
        };
    }

    private static Planned delete(HasMetadata firewall, String why) {
        return Planned.freeing("delete MetalStackFirewall " + nameOf(firewall) + ": " + why);
    }

    private static String nameOf(HasMetadata resource) {
        return resource.getMetadata().getName();
    }
}
