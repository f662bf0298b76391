package io.metalstack.capi.firewall;

import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which change of which object around it wakes a MetalStackFirewallDeployment. */
final class DeploymentEvents {

    private static final String BY_TEMPLATE = "template";

    private DeploymentEvents() {}

    static List<EventSource<?, MetalStackFirewallDeployment>> of(
            EventSourceContext<MetalStackFirewallDeployment> context) {
        var sources = new ArrayList<>(FirewallEvents.of(MetalStackFirewallDeployment.class, context));
        sources.add(templates(context));
        sources.add(firewalls(context));
        return sources;
    }

    private static EventSource<?, MetalStackFirewallDeployment> templates(
            EventSourceContext<MetalStackFirewallDeployment> context) {
        var cache = context.getPrimaryCache();
        cache.addIndexer(
                BY_TEMPLATE,
                it -> Optional.ofNullable(it.getSpec().firewallTemplateRef()).stream()
                        .map(ref -> it.getMetadata().getNamespace() + "/" + ref.name())
                        .toList());
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(
                                MetalStackFirewallTemplate.class, MetalStackFirewallDeployment.class)
                        .withSecondaryToPrimaryMapper(it -> cache
                                .byIndex(
                                        BY_TEMPLATE,
                                        it.getMetadata().getNamespace() + "/"
                                                + it.getMetadata().getName())
                                .stream()
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toUnmodifiableSet()))
                        .build(),
                context);
    }

    private static EventSource<?, MetalStackFirewallDeployment> firewalls(
            EventSourceContext<MetalStackFirewallDeployment> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(MetalStackFirewall.class, MetalStackFirewallDeployment.class)
                        .withSecondaryToPrimaryMapper(firewall -> Optional.ofNullable(
                                        firewall.getMetadata().getLabels())
                                .map(it -> it.get(MetalStackFirewall.DEPLOYMENT_LABEL))
                                .map(it -> Set.of(new ResourceID(
                                        it, firewall.getMetadata().getNamespace())))
                                .orElse(Set.of()))
                        .build(),
                context);
    }
}
