package io.metalstack.capi.house;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The one real kube-apiserver (with etcd) of a test run, started by the first test that asks and stopped with the JVM.
 * It holds the CRDs of Cluster API that our manifests and pages use and everything of our bundle but the Deployment. There are two ways in:
 * as administrator, for tests, and as the bundle's own ServiceAccount, for the provider, so that its RBAC is tested.
 *
 * <p>Found again through a system property, as Quarkus loads test classes with several class loaders.
 */
public final class TestApiServer {

    private static final String ADMIN = "test.kubeconfig.admin";
    private static final String MANAGER = "test.kubeconfig.manager";
    private static final String NAMESPACE = "capms-system";
    private static final String SERVICE_ACCOUNT = "capms-controller-manager";
    private static final List<String> CORE = List.of(
            "cluster.x-k8s.io_clusters",
            "cluster.x-k8s.io_machines",
            "cluster.x-k8s.io_machinedeployments",
            "cluster.x-k8s.io_machinehealthchecks",
            "cluster.x-k8s.io_clusterclasses",
            "bootstrap.cluster.x-k8s.io_kubeadmconfigtemplates",
            "controlplane.cluster.x-k8s.io_kubeadmcontrolplanes",
            "controlplane.cluster.x-k8s.io_kubeadmcontrolplanetemplates");
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path BUNDLE = TARGET.resolve("bundle/infrastructure-components.yaml");

    /** What the API server was asked, by whom, one JSON object a line. */
    public static final Path AUDIT_LOG = TARGET.resolve("apiserver/audit.log");

    private TestApiServer() {}

    /** Kubeconfig file of an administrator. */
    public static Path adminKubeconfig() {
        return Path.of(started(ADMIN));
    }

    /** Kubeconfig file of the ServiceAccount that the bundle gives the manager. */
    public static Path managerKubeconfig() {
        return Path.of(started(MANAGER));
    }

    /** A client with an administrator's rights; the caller closes it. */
    public static KubernetesClient adminClient() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(adminKubeconfig().toFile()))
                .build();
    }

    private static String started(String property) {
        if (System.getProperty(property) == null) {
            start();
        }
        return System.getProperty(property);
    }

    private static synchronized void start() {
        var made = start(AUDIT_LOG.getParent());
        Runtime.getRuntime().addShutdownHook(new Thread(made.server::stop));
        System.setProperty(MANAGER, made.manager.toString());
        System.setProperty(ADMIN, made.admin.toString());
    }

    /** A second one with an etcd of its own, for a test that needs two management clusters and stops it. */
    public static Another another() {
        return start(TARGET.resolve("apiserver-2"));
    }

    /**
     * One that runs.
     *
     * @param admin kubeconfig file of an administrator
     * @param manager kubeconfig file of the manager's ServiceAccount
     */
    public record Another(KubeAPIServer server, Path admin, Path manager) implements AutoCloseable {
        @Override
        public void close() {
            server.stop();
        }
    }

    private static Another start(Path folder) {
        if (!Files.exists(BUNDLE)) {
            throw new IllegalStateException(BUNDLE + " is missing: run `make build` first");
        }
        try {
            var tools = tools();
            var server = new KubeAPIServer(new KubeAPIServerConfigBuilder()
                    .withTestDir(layout(tools, folder).toString())
                    .withOfflineMode(true)
                    .withUpdateKubeConfig(false)
                    .withApiServerFlags(List.of(
                            "--audit-log-path=" + folder.resolve("audit.log"),
                            "--audit-policy-file=" + auditPolicy(folder),
                            "--profiling=false"))
                    .build());
            server.start();
            var admin = Files.writeString(folder.resolve("admin.kubeconfig"), server.getKubeConfigYaml());
            try (var client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(admin.toFile()))
                    .build()) {
                for (var crd : CORE) {
                    install(client, tools.resolve("crds/" + crd + ".yaml"));
                }
                install(client, BUNDLE);
                return new Another(server, admin, managerKubeconfig(client, folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install(KubernetesClient client, Path manifests) throws IOException {
        for (HasMetadata it : client.load(Files.newInputStream(manifests)).items()) {
            if (!(it instanceof Deployment)) {
                client.resource(it).createOr(existing -> existing.update());
            }
        }
    }

    private static Path managerKubeconfig(KubernetesClient client, Path folder) throws IOException {
        var token = client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(SERVICE_ACCOUNT)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(86_400L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        var config = client.getConfiguration();
        var ca = config.getCaCertData() != null
                ? "certificate-authority-data: " + config.getCaCertData()
                : "certificate-authority: " + config.getCaCertFile();
        return Files.writeString(folder.resolve("manager.kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", %s}}]
                users: [{name: manager, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: manager, namespace: default}}]
                current-context: test
                """.formatted(config.getMasterUrl(), ca, token));
    }

    /** Where the binaries are; built by the script when they are not there yet, which takes minutes. */
    public static Path tools() throws IOException {
        var script = new ProcessBuilder(
                        Path.of("scripts/lab-tools").toAbsolutePath().toString(), "component")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!script.waitFor(30, TimeUnit.MINUTES) || script.exitValue() != 0) {
                throw new IllegalStateException("scripts/lab-tools component failed: its last lines say why");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return Path.of(out.strip().lines().reduce((first, last) -> last).orElseThrow());
    }

    /** The directory layout that kube-api-test looks for binaries in. */
    private static Path layout(Path tools, Path folder) throws IOException {
        var base = Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve("audit.log"));
        var architecture = "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";
        var link = Files.createDirectories(base.resolve("k8s")).resolve("1.36.0-linux-" + architecture);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, tools);
        return base;
    }

    private static Path auditPolicy(Path folder) throws IOException {
        return Files.writeString(folder.resolve("audit-policy.yaml"), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules: [{level: Metadata}]
                """);
    }
}
