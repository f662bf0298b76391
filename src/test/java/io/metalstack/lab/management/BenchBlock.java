package io.metalstack.lab.management;

import io.metalstack.lab.management.Page.Place;
import java.nio.file.Path;

/** Blocks of commands for which no more than objects is needed: they are typed beside an API server alone, by {@code BenchReader}. */
public enum BenchBlock {
    FORCE_RELEASE("operations.md", new Place("Force release", "force-release=")),
    DELETION_BRAKE("operations.md", new Place("Deletion brake", "deletions-confirmed-until=")),
    FIRST_LOOK("troubleshooting.md", new Place("", "kubectl describe")),

    PASSES_FAIL(Pages.ALERTS, new Place("The manager", "# STATE is InternalError")),
    METAL_API_NOT_SEEN(Pages.ALERTS, new Place("metal-api", "-e MetalApi")),
    METAL_API_FAILS(Pages.ALERTS, new Place("metal-api", "grep MetalApiUnavailable")),
    METAL_API_DENIES(Pages.ALERTS, new Place("metal-api", "grep MetalApiDenied")),
    CREDENTIALS_UNUSABLE(Pages.ALERTS, new Place("metal-api", "grep CredentialsUnusable")),
    NO_CAPACITY(Pages.ALERTS, new Place("metal-api", "grep NoCapacity")),
    ORPHANS(Pages.ALERTS, new Place("Machines and firewalls", "OrphansFound")),
    IN_DOUBT(Pages.ALERTS, new Place("Machines and firewalls", "allocation-intent:")),
    MACHINES_UNHEALTHY(Pages.ALERTS, new Place("Machines and firewalls", "describe msmachine $name")),
    FIREWALLS_UNHEALTHY(Pages.ALERTS, new Place("Machines and firewalls", "describe msfwdeploy,msfw")),
    NOT_PROVISIONED(Pages.ALERTS, new Place("Single objects", "involvedObject.name")),
    DELETION_HANGS(Pages.ALERTS, new Place("Single objects", "Type: *Deleting")),
    BRAKE_HOLDS(Pages.ALERTS, new Place("Single objects", "machinehealthchecks")),
    BRAKE_IS_CONFIRMED(Pages.ALERTS, new Place("Single objects", "deletions-confirmed-until=")),
    CONFLICT(Pages.ALERTS, new Place("Single objects", "grep -B2 $reason")),
    FIREWALL_NOT_REPLACED(Pages.ALERTS, new Place("Single objects", "describe msfwdeploy $name")),

    STATE_METRICS(Pages.MONITORING, new Place("kube-state-metrics", "kubectl apply")),
    DASHBOARD(Pages.MONITORING, new Place("Grafana", "kubectl apply")),
    NETWORK_POLICY(Pages.MONITORING, new Place("Network policy", "kubectl label"));

    private static final class Pages {
        static final String ALERTS = "alerts.md";
        static final String MONITORING = "monitoring.md";
    }

    private final String page;
    private final Place place;

    BenchBlock(String page, Place place) {
        this.page = page;
        this.place = place;
    }

    String page() {
        return page;
    }

    Place place() {
        return place;
    }

    /** As it stands on its page. */
    public String commands() {
        return Page.of(Path.of(""), page).at(place);
    }
}
