package io.metalstack.capi.faults;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import java.util.ArrayList;
import java.util.List;

/** What a case that failed leaves to read: objects with conditions, Events, and the calls that metal-api saw. */
final class Account {

    private Account() {}

    static String of(World world) {
        var lines = new ArrayList<String>();
        var namespace = world.stage().namespace();
        world.admin()
                .resources(MetalStackCluster.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(it -> {
                    lines.add(object(it) + " spec " + it.getSpec());
                    conditions(it.getStatus() == null ? null : it.getStatus().conditions(), lines);
                });
        world.admin()
                .resources(MetalStackMachine.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(it -> {
                    lines.add(object(it) + " providerID " + it.getSpec().providerID());
                    conditions(it.getStatus() == null ? null : it.getStatus().conditions(), lines);
                });
        world.stage().all(MetalStackFirewallDeployment.class).forEach(it -> {
            lines.add(object(it) + " status " + it.getStatus());
            conditions(it.getStatus() == null ? null : it.getStatus().conditions(), lines);
        });
        world.stage().all(MetalStackFirewall.class).forEach(it -> {
            lines.add(object(it) + " providerID " + it.providerID());
            conditions(it.getStatus() == null ? null : it.getStatus().conditions(), lines);
        });
        world.admin()
                .v1()
                .events()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(it -> lines.add(
                        "Event " + it.getInvolvedObject().getName() + " " + it.getReason() + ": " + it.getMessage()));
        world.metal().faults().all().forEach(it -> lines.add("fault " + it));
        world.metal()
                .ledger()
                .calls()
                .forEach(it -> lines.add("call " + it.number() + " " + it.at() + " "
                        + it.method() + " " + it.path() + " " + it.status() + " " + it.message()
                        + (it.fault() == null ? "" : " [" + it.fault() + "]")
                        + (it.changes().isEmpty() ? "" : " " + it.changes())));
        lines.add("clock " + world.clock().instant() + ", processes that died " + world.deaths());
        return String.join("\n", lines);
    }

    private static String object(HasMetadata it) {
        var metadata = it.getMetadata();
        return it.getKind() + " " + metadata.getName() + " finalizers " + metadata.getFinalizers() + " annotations "
                + metadata.getAnnotations() + " deleted " + metadata.getDeletionTimestamp();
    }

    private static void conditions(List<Condition> conditions, List<String> lines) {
        if (conditions != null) {
            conditions.forEach(it -> lines.add(
                    "  " + it.getType() + " " + it.getStatus() + " " + it.getReason() + ": " + it.getMessage()));
        }
    }
}
