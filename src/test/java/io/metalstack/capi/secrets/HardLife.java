package io.metalstack.capi.secrets;

import static io.metalstack.capi.house.Stage.eventually;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.metal.CredentialsSource;
import io.metalstack.capi.secrets.MetalRelay.Mishap;
import io.metalstack.lab.simulator.Fault;
import io.metalstack.lab.simulator.Route;
import io.metalstack.lab.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The life of a cluster with one worker in which whatever can go wrong around its secrets does, one after the other. */
final class HardLife {

    static final String WORKER = "w-1";

    private static final String NETWORK = "/v1/network/allocate";
    private static final String MACHINE = "/v1/machine/allocate";
    private static final String MANAGERS_ROLE = "capms-system-machine-cluster-role";

    private final Bench bench;
    private final Simulator metal;
    private final MetalRelay relay;
    private final Stage stage;

    HardLife(Bench bench, Simulator metal, MetalRelay relay, Stage stage) {
        this.bench = bench;
        this.metal = metal;
        this.relay = relay;
        this.stage = stage;
    }

    /** Until the worker is ready. */
    void begin() {
        keepSecretsThatAreNoneOfTheProvidersBusiness();
        credentialsAreWrong();
        networkIsRefused();
        bootstrapDataIsWrong();
        secretsMayNotBeRead();
        machineIsRefused();
        machineIsAllocatedInDoubt();
        secretIsDeletedMeanwhile();
        machineIsAllocatedLate();
        metal.control().phoneHomeAll(stage.project());
        until(() -> worker().filter(it -> it.getStatus().equals("True")).isPresent());
    }

    /** Until nothing is left. */
    void end() {
        stage.delete(stage.metalStackMachine(WORKER));
        relay.goesWrong("/free", Mishaps.error(422));
        until(() -> says(stage.condition(stage.metalStackMachine(WORKER), "Deleting"), Mishaps.REFUSED));
        strikes("/free", Mishaps.page(502));
        relay.goesRight();
        until(() -> stage.metalStackMachine(WORKER) == null);
        stage.delete(stage.metalStackCluster());
        until(() -> stage.metalStackCluster() == null);
    }

    private void keepSecretsThatAreNoneOfTheProvidersBusiness() {
        stage.bootstrapSecret(Stage.CLUSTER + "-kubeconfig", Map.of("value", Canary.KUBECONFIG.userData()));
        stage.bootstrapSecret(
                Stage.CLUSTER + "-ca", Map.of("tls.key", Canary.CA.value(), "tls.crt", Canary.CA.value()));
    }

    private void credentialsAreWrong() {
        MountedCredentials.write(CredentialsSource.HMAC_FILE, "not-" + Canary.KEY.value());
        stage.cluster();
        untilClusterSays("refused the credentials");
        MountedCredentials.write(CredentialsSource.AUTH_TYPE_FILE, Canary.KEY.value());
        untilClusterSays("must be one of");
        MountedCredentials.mount(relay.url().replace("//", "//" + Canary.KEY.value() + "@"));
        untilClusterSays("must look like https://host");
        MountedCredentials.mount(relay.url());
        MountedCredentials.write(
                CredentialsSource.CA_FILE,
                "-----BEGIN CERTIFICATE-----\n" + Canary.CA.value() + "\n-----END CERTIFICATE-----");
        untilClusterSays("holds no PEM certificate");
        MountedCredentials.write(CredentialsSource.CA_FILE, MountedCredentials.caBundle());
        MountedCredentials.makeUnreadable(CredentialsSource.HMAC_FILE);
        untilClusterSays("cannot be read");
    }

    private void networkIsRefused() {
        relay.goesWrong(NETWORK, Mishaps.error(403));
        MountedCredentials.mount(relay.url());
        untilClusterSays("refused the credentials (403: " + Mishaps.REFUSED);
        relay.goesWrong(NETWORK, Mishaps.error(422));
        untilClusterSays(Mishaps.REFUSED);
        strikes(NETWORK, Mishaps.page(502));
        strikes(NETWORK, Mishaps.noJson());
        relay.goesRight();
        until(stage::provisioned);
        stage.infrastructureProvisioned();
    }

    private void bootstrapDataIsWrong() {
        var good = Canary.BOOTSTRAP.userData();
        stage.machine(WORKER, false, true);
        untilWorkerSays("waiting for Secret " + WORKER);
        stage.bootstrapSecret(WORKER, Map.of("data", good));
        untilWorkerSays("has no key \"value\"");
        stage.bootstrapSecret(WORKER, Map.of("value", ""));
        untilWorkerSays("is empty");
        stage.bootstrapSecret(WORKER, Map.of("value", "cloud-config", "format", good));
        untilWorkerSays("holds no supported format");
    }

    private void secretsMayNotBeRead() {
        var role = bench.admin().rbac().clusterRoles().withName(MANAGERS_ROLE);
        var rules = role.get().getRules();
        try {
            role.edit(it -> without(it, "secrets"));
            until(() -> worker().filter(it -> it.getReason().equals("InternalError"))
                    .isPresent());
        } finally {
            role.edit(it -> {
                it.setRules(rules);
                return it;
            });
        }
    }

    private static ClusterRole without(ClusterRole role, String resource) {
        role.setRules(role.getRules().stream()
                .filter(it -> !it.getResources().contains(resource))
                .toList());
        return role;
    }

    private void machineIsRefused() {
        relay.goesWrong(MACHINE, Mishaps.error(422));
        goodBootstrapData();
        untilWorkerSays(Mishaps.REFUSED);
        relay.goesWrong(MACHINE, Mishaps.error(403));
        untilWorkerSays("refused the credentials (403: " + Mishaps.REFUSED);
        relay.goesWrong(MACHINE, Mishaps.errorAboutUserData());
        untilWorkerSays(Mishaps.REFUSED + ": ");
    }

    /** Each is waited out before the next can be. */
    private void machineIsAllocatedInDoubt() {
        for (var mishap : List.of(Mishaps.error(500), Mishaps.page(502), Mishaps.noJson(), Mishaps.otherJson())) {
            strikes(MACHINE, mishap);
        }
        relay.goesRight();
        strikes(metal.faults().when(Route.ALLOCATE_MACHINE).next(1).drop());
    }

    private void secretIsDeletedMeanwhile() {
        relay.goesWrong(MACHINE, Mishaps.page(502));
        until(() -> relay.struck() > 0);
        bench.admin().secrets().inNamespace(stage.namespace()).withName(WORKER).delete();
        untilWorkerSays("waiting for Secret " + WORKER);
        relay.goesRight();
    }

    /** The answer comes too late: the machine is found afterwards. */
    private void machineIsAllocatedLate() {
        var late = metal.faults().when(Route.ALLOCATE_MACHINE).next(1).slow(Traced.PATIENCE.plusSeconds(1));
        goodBootstrapData();
        strikes(late);
        until(() -> stage.metalStackMachine(WORKER).getSpec().providerID() != null);
    }

    private void goodBootstrapData() {
        stage.bootstrapSecret(WORKER, Map.of("value", Canary.BOOTSTRAP.userData(), "format", "cloud-config"));
    }

    private void strikes(String path, Mishap mishap) {
        relay.goesWrong(path, mishap);
        until(() -> relay.struck() > 0);
    }

    private void strikes(Fault fault) {
        until(() -> fault.fired() > 0);
    }

    private void untilClusterSays(String words) {
        until(() -> says(stage.condition(stage.metalStackCluster(), "Ready"), words));
    }

    private void untilWorkerSays(String words) {
        until(() -> says(worker(), words));
    }

    private Optional<Condition> worker() {
        return stage.condition(stage.metalStackMachine(WORKER), "Ready");
    }

    private static boolean says(Optional<Condition> condition, String words) {
        return condition.filter(it -> it.getMessage().contains(words)).isPresent();
    }

    /** Moves time, as most of what is waited for comes by it. */
    private void until(BooleanSupplier so) {
        eventually().pollInterval(Duration.ofMillis(200)).until(() -> {
            bench.letTimePass(Duration.ofSeconds(10));
            return so.getAsBoolean();
        });
    }
}
