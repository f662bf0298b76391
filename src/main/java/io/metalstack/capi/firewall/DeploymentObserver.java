package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.metalstack.capi.api.v1alpha1.LocalRef;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.firewall.DeploymentObservation.Outside;
import io.metalstack.capi.runtime.ProviderConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what a decision about a deployment needs and changes nothing. */
@ApplicationScoped
class DeploymentObserver {

    private final KubernetesClient client;
    private final OutsideLook outside;
    private final ProviderConfig config;
    private final Clock clock;

    DeploymentObserver(KubernetesClient client, OutsideLook outside, ProviderConfig config, Clock clock) {
        this.client = client;
        this.outside = outside;
        this.config = config;
        this.clock = clock;
    }

    DeploymentObservation observe(MetalStackFirewallDeployment resource, Located.Found home, Context<?> context) {
        var namespace = resource.getMetadata().getNamespace();
        var infrastructure = home.cluster().flatMap(it -> Owners.infrastructure(namespace, it, context));
        var template = Optional.ofNullable(resource.getSpec().firewallTemplateRef())
                .map(LocalRef::name)
                .flatMap(it -> Owners.cached(MetalStackFirewallTemplate.class, namespace, it, context));
        var seen = new DeploymentObservation(
                clock.instant(),
                resource,
                home.cluster(),
                infrastructure,
                template,
                firewalls(resource),
                Outside.UNASKED,
                config.firewallDeadline());
        return seen.with(outside.look(seen, others(seen, context)));
    }

    /** Firewalls of other deployments that this manager sees. */
    private static Stream<MetalStackFirewall> others(DeploymentObservation seen, Context<?> context) {
        return Owners.allCached(MetalStackFirewall.class, context)
                .filter(it -> seen.holding(
                                Objects.requireNonNullElse(it.getSpec().providerID(), ""))
                        .isEmpty());
    }

    /** Live: a firewall that a cache has not seen yet must not be taken for none, or for gone. */
    private List<MetalStackFirewall> firewalls(MetalStackFirewallDeployment resource) {
        return client.resources(MetalStackFirewall.class)
                .inNamespace(resource.getMetadata().getNamespace())
                .withLabel(
                        MetalStackFirewall.DEPLOYMENT_LABEL,
                        resource.getMetadata().getName())
                .list()
                .getItems();
    }
}
