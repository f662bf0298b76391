package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;

/** Which firewall a cluster shall have, and how it is replaced. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.replicas) || self.replicas == 1",
        message = "replicas must be 1: a cluster has one firewall, as two would both announce the default route")
@ValidationRule(
        value = "has(self.firewallTemplateRef) || has(self.managedResourceRef)",
        message =
                "firewallTemplateRef is missing: name the MetalStackFirewallTemplate to make the firewall from, or give"
                        + " an existing firewall as managedResourceRef")
public record MetalStackFirewallDeploymentSpec(
        @JsonPropertyDescription("The MetalStackFirewallTemplate to make the firewall from, in the same namespace.")
        LocalRef firewallTemplateRef,

        @JsonPropertyDescription(
                "Provider id of an existing firewall, metal://<partition>/<machine id>. Given, it is used and never"
                        + " freed. The Go provider writes the one that it made here; then it is taken over.")
        LocalRef managedResourceRef,

        @JsonPropertyDescription("Which updates are made without a change of the template.")
        AutoUpdate autoUpdate,

        @JsonPropertyDescription(
                "How the firewall is replaced: RollingUpdate (the new one is ready before the old one goes; the default)"
                        + " or Recreate (the old one goes first).")
        Strategy strategy,

        @JsonPropertyDescription(
                "Which firewalls are replaced besides those that are gone, or were never ready. Default: none.")
        Repair repair,

        @JsonPropertyDescription("Always 1. Only there so that scaling is refused with a sentence.") @SpecReplicas
        Integer replicas) {

    /** How a firewall is replaced. */
    public enum Strategy {
        RollingUpdate,
        Recreate
    }

    /** Updates that nobody asks for one by one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AutoUpdate(
            @JsonPropertyDescription(
                    "Replace the firewall when its image's series has a newer patch, in the maintenance window. For"
                            + " templates that name a series: <os>-<major>.<minor>.")
            Boolean machineImage,

            @JsonPropertyDescription(
                    "When such updates are made. Without it only while the annotation maintenance-until allows them.")
            MaintenanceWindow maintenanceWindow) {}

    /** A time of the week. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MaintenanceWindow(
            @JsonPropertyDescription("Days on which it begins. Default: all.") @Size(max = 7)
            List<Day> days,

            @JsonPropertyDescription("When it begins, HH:MM.") @Required @Pattern("^([01][0-9]|2[0-3]):[0-5][0-9]$")
            String begin,

            @JsonPropertyDescription("How long it is. Updates begin in it, and may end after it.")
            @Required
            @Min(1)
            @Max(1440)
            Integer durationMinutes,

            @JsonPropertyDescription("Name of the IANA time zone of begin, Europe/Berlin for example. Default: UTC.")
            @Size(max = 64)
            String timeZone) {}

    /** A day of the week. */
    public enum Day {
        Mon,
        Tue,
        Wed,
        Thu,
        Fri,
        Sat,
        Sun
    }

    /** Repairs that have to be asked for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Repair(
            @JsonPropertyDescription(
                    "Replace a firewall that has sent no sign of life for so many seconds. It may be metal-stack's"
                            + " telemetry that is down: nothing is replaced while other machines are silent too.")
            @Min(300)
            @Max(604800)
            Integer unknownAfterSeconds) {}
}
