package io.metalstack.lab.bench;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real kube-apiserver and its etcd, on free ports of the loopback interface, with CRDs and an account for the provider. That
 * account may do everything, as nobody knows what another provider needs, but it is no administrator: its requests are
 * throttled as any controller's are.
 */
final class ApiServer implements AutoCloseable {
    static final String NAMESPACE = "bench";

    private static final String ACCOUNT = "provider";
    private static final List<String> CORE =
            List.of("cluster.x-k8s.io_clusters.yaml", "cluster.x-k8s.io_machines.yaml");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What plays core makes thousands of objects beside a provider that takes the CPUs; the default is ten seconds. */
    private static final int REQUEST_TIMEOUT_MS = 60_000;

    private final KubeAPIServer server;
    private final KubernetesClient client;
    private final Path kubeconfig;
    private final AuditLog audit;

    private ApiServer(KubeAPIServer server, Path folder) throws IOException {
        this.server = server;
        this.audit = new AuditLog(folder.resolve("audit.log"));
        this.kubeconfig = folder.resolve("provider.kubeconfig");
        var config = Config.fromKubeconfig(server.getKubeConfigYaml());
        config.setRequestTimeout(REQUEST_TIMEOUT_MS);
        this.client = new KubernetesClientBuilder().withConfig(config).build();
    }

    /**
     * Returns when it serves and knows the kinds.
     *
     * @param tools folder with the binaries and Cluster API's CRDs
     * @param crds the provider's kinds
     * @param folder for what it writes
     */
    static ApiServer start(Path tools, List<CustomResourceDefinition> crds, Path folder) {
        try {
            var server = new KubeAPIServer(new KubeAPIServerConfigBuilder()
                    .withTestDir(layout(tools, folder).toString())
                    .withOfflineMode(true)
                    .withUpdateKubeConfig(false)
                    .withApiServerFlags(List.of(
                            "--audit-log-path=" + folder.resolve("audit.log"),
                            "--audit-log-maxsize=4000",
                            "--audit-policy-file=" + auditPolicy(folder),
                            "--profiling=false"))
                    .build());
            server.start();
            var started = new ApiServer(server, folder);
            try {
                started.furnish(tools, crds);
            } catch (RuntimeException | IOException e) {
                started.close();
                throw e;
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void furnish(Path tools, List<CustomResourceDefinition> crds) throws IOException {
        for (var file : CORE) {
            install(Crds.read(tools.resolve("crds").resolve(file)));
        }
        install(crds);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(ACCOUNT)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(ACCOUNT)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withName(ACCOUNT)
                        .withNamespace(NAMESPACE)
                        .endSubject()
                        .build())
                .create();
        writeKubeconfig();
    }

    private void install(List<CustomResourceDefinition> definitions) {
        definitions.forEach(it -> client.resource(it).createOr(existing -> existing.update()));
        for (var it : definitions) {
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(it.getMetadata().getName())
                    .waitUntilCondition(ApiServer::isServed, PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static boolean isServed(@Nullable CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(it -> it.getType().equals("Established")
                                && it.getStatus().equals("True"));
    }

    private void writeKubeconfig() throws IOException {
        var token = client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(ACCOUNT)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(86_400L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        var config = client.getConfiguration();
        var authority = config.getCaCertData() != null
                ? "certificate-authority-data: " + config.getCaCertData()
                : "certificate-authority: " + config.getCaCertFile();
        Files.deleteIfExists(kubeconfig);
        Files.createFile(
                kubeconfig, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(kubeconfig, """
            apiVersion: v1
            kind: Config
            clusters: [{name: bench, cluster: {server: "%s", %s}}]
            users: [{name: provider, user: {token: "%s"}}]
            contexts: [{name: bench, context: {cluster: bench, user: provider, namespace: %s}}]
            current-context: bench
            """.formatted(config.getMasterUrl(), authority, token, NAMESPACE));
    }

    /** The layout in which kube-api-test looks for binaries. */
    private static Path layout(Path tools, Path folder) throws IOException {
        var architecture = "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";
        var link = Files.createDirectories(folder.resolve("k8s")).resolve("1.36.0-linux-" + architecture);
        Files.deleteIfExists(folder.resolve("audit.log"));
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, tools);
        return folder;
    }

    private static Path auditPolicy(Path folder) throws IOException {
        return Files.writeString(folder.resolve("audit-policy.yaml"), """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - {level: Metadata, users: ["system:serviceaccount:%s:%s"]}
            - {level: None}
            """.formatted(NAMESPACE, ACCOUNT));
    }

    /** As administrator. */
    KubernetesClient client() {
        return client;
    }

    /** Of the provider's account. */
    Path kubeconfig() {
        return kubeconfig;
    }

    AuditLog audit() {
        return audit;
    }

    @Override
    public void close() {
        client.close();
        server.stop();
    }
}
