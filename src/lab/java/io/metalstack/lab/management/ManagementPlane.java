package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** etcd, kube-apiserver and the controllers of kube-controller-manager that Cluster API needs, as processes. */
final class ManagementPlane {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /**
     * Just the controllers that install and clean up providers. clusterrole-aggregation fills the roles of core and
     * control plane, which are empty without it.
     */
    private static final String CONTROLLERS = String.join(
            ",",
            "namespace-controller",
            "garbage-collector-controller",
            "deployment-controller",
            "replicaset-controller",
            "serviceaccount-controller",
            "serviceaccount-token-controller",
            "root-ca-certificate-publisher-controller",
            "clusterrole-aggregation-controller");

    private final LabFiles files;
    private final Site site;
    private final Certificates certificates;
    private final String adminToken = UUID.randomUUID().toString();
    private final String controllerToken = UUID.randomUUID().toString();

    ManagementPlane(LabFiles files, Site site, Certificates certificates) {
        this.files = files;
        this.site = site;
        this.certificates = certificates;
    }

    /** Starts everything and returns when the API server serves and the default service account exists. */
    void start() {
        // The data lives in memory: fast, and gone with the lab.
        Command.of(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "mode=700",
                        "tmpfs",
                        files.etcd().toString())
                .run();
        server("etcd", etcdFlags());
        LabFiles.writePrivately(files.pki().resolve("tokens.csv"), """
                %s,admin,admin,"system:masters"
                %s,system:kube-controller-manager,kube-controller-manager
                """.formatted(adminToken, controllerToken));
        var controllers = files.pki().resolve("kube-controller-manager.kubeconfig");
        var authority = certificates.authorityBase64();
        Kubeconfig.write(files.managementKubeconfig(), site.url(), authority, adminToken);
        Kubeconfig.write(controllers, site.url(), authority, controllerToken);
        var apiServer = server("kube-apiserver", apiServerFlags());
        try (var web = Web.trustingEverybody()) {
            await("kube-apiserver", apiServer, () -> web.status(site.url() + "/readyz") == 200);
        }
        var manager = server("kube-controller-manager", controllerFlags(controllers));
        await(
                "the default service account",
                manager,
                () -> kubectl("get", "serviceaccount", "default").result().code() == 0);
    }

    /** kubectl as administrator of the management cluster. */
    Command kubectl(String... words) {
        return Shortcuts.inside(files, "kubectl").and(words);
    }

    private Server server(String name, List<String> flags) {
        var words = Command.of(files.tools().resolve(name).toString()).and(flags.toArray(String[]::new));
        return Server.start(name, words.with(Map.of("HOME", files.home().toString())), files.log(name));
    }

    private static void await(String what, Server server, Supplier<Boolean> ready) {
        try {
            Poll.untilTrue(what, PATIENCE, PAUSE, ready);
        } catch (LabException e) {
            throw new LabException(e.getMessage(), server.log());
        }
    }

    private List<String> etcdFlags() {
        return List.of(
                "--data-dir=" + files.etcd(),
                "--listen-client-urls=" + site.etcdUrl(),
                "--advertise-client-urls=" + site.etcdUrl(),
                "--listen-peer-urls=" + site.etcdPeerUrl(),
                "--initial-advertise-peer-urls=" + site.etcdPeerUrl(),
                "--initial-cluster=default=" + site.etcdPeerUrl(),
                "--unsafe-no-fsync",
                "--log-level=warn");
    }

    private List<String> apiServerFlags() {
        return List.of(
                "--etcd-servers=" + site.etcdUrl(),
                "--bind-address=" + Bridge.INTERNET.gateway(),
                "--secure-port=" + site.apiServerPort(),
                "--advertise-address=" + Bridge.INTERNET.gateway(),
                "--endpoint-reconciler-type=none",
                "--tls-cert-file=" + certificates.certificate(),
                "--tls-private-key-file=" + certificates.key(),
                "--token-auth-file=" + files.pki().resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + certificates.tokenKey(),
                "--service-account-signing-key-file=" + certificates.tokenKey(),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--allow-privileged=true",
                "--profiling=false",
                "--cert-dir=" + files.pki().resolve("kube-apiserver"));
    }

    private List<String> controllerFlags(Path kubeconfig) {
        return List.of(
                "--kubeconfig=" + kubeconfig,
                "--bind-address=127.0.0.1",
                "--secure-port=" + site.controllersPort(),
                "--leader-elect=false",
                "--service-account-private-key-file=" + certificates.tokenKey(),
                "--root-ca-file=" + certificates.authority(),
                "--use-service-account-credentials=true",
                "--profiling=false",
                "--cert-dir=" + files.pki().resolve("kube-controller-manager"),
                "--controllers=" + CONTROLLERS);
    }
}
