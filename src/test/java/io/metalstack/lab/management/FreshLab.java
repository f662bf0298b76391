package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A lab without provider for a class that installs it: each test begins without, and leaves nothing. */
final class FreshLab implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        RunningLab.down();
        RunningLab.requireNone();
        assertThat(RunningLab.lab("up", "--provider=none")).isZero();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        RunningLab.kubectl("delete", "clusters.cluster.x-k8s.io", "--all", "--all-namespaces");
        assertThat(RunningLab.allocations()).isEmpty();
        // Whichever way it was installed.
        RunningLab.kubectl("delete", "--ignore-not-found", "--filename=target/install/capms.yaml");
        // clusterctl init, met while the namespace goes in which the last one tried cert-manager out, never ends.
        RunningLab.awaits(
                "namespaces to go",
                () -> RunningLab.all("namespaces").stream()
                        .noneMatch(it -> it.at("/metadata").has("deletionTimestamp")));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(RunningLab.lab("down")).isZero();
    }
}
