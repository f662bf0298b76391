package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped infrastructure-components.yaml, as clusterctl, Cluster API's core and a careful administrator read it. */
class BundleTest {

    private static final Path FOLDER = Path.of("target/bundle");

    private static String text;
    private static List<HasMetadata> objects;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void read() throws IOException {
        text = Files.readString(FOLDER.resolve("infrastructure-components.yaml"));
        objects = (List<HasMetadata>) new KubernetesSerialization()
                .<Object>unmarshal(Files.newInputStream(FOLDER.resolve("infrastructure-components.yaml")));
    }

    @Test
    void holds_one_namespace_and_everything_namespaced_lies_in_it() {
        assertThat(all(Namespace.class)).singleElement().satisfies(it -> {
            assertThat(it.getMetadata().getName()).isEqualTo("capms-system");
            assertThat(it.getMetadata().getLabels()).containsEntry("pod-security.kubernetes.io/enforce", "restricted");
        });
        assertThat(objects)
                .filteredOn(it -> it.getMetadata().getNamespace() != null)
                .allSatisfy(it -> assertThat(it.getMetadata().getNamespace()).isEqualTo("capms-system"));
    }

    @Test
    void names_cluster_scoped_objects_so_that_clusterctl_delete_finds_them() {
        assertThat(objects)
                .filteredOn(it -> it.getMetadata().getNamespace() == null)
                .filteredOn(it -> !(it instanceof Namespace) && !(it instanceof CustomResourceDefinition))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.getMetadata().getName()).startsWith("capms-system-"));
    }

    @Test
    void ships_our_kinds_and_no_others_under_the_contract() {
        assertThat(all(CustomResourceDefinition.class))
                .extracting(it -> it.getSpec().getNames().getKind())
                .containsExactlyInAnyOrder(AdmissionRule.KINDS);
        assertThat(all(CustomResourceDefinition.class)).allSatisfy(it -> {
            assertThat(it.getMetadata().getLabels()).containsEntry("cluster.x-k8s.io/v1beta2", "v1alpha1");
            assertThat(it.getSpec().getScope()).isEqualTo("Namespaced");
            assertThat(it.getSpec().getNames().getCategories()).contains("cluster-api");
            assertThat(it.getMetadata().getName())
                    .isEqualTo(it.getSpec().getNames().getPlural() + ".infrastructure.cluster.x-k8s.io");
        });
    }

    @Test
    void shares_conditions_by_type_and_shows_the_age_last() {
        assertThat(all(CustomResourceDefinition.class)).allSatisfy(crd -> {
            var version = crd.getSpec().getVersions().getFirst();
            assertThat(version.getAdditionalPrinterColumns().getLast().getName())
                    .isEqualTo("Age");
            // What has no status of its own has none to share.
            if (schema(crd).getProperties().get("status").getProperties() != null
                    && !schema(crd)
                            .getProperties()
                            .get("status")
                            .getProperties()
                            .isEmpty()) {
                var conditions = schema(crd)
                        .getProperties()
                        .get("status")
                        .getProperties()
                        .get("conditions");
                assertThat(conditions.getXKubernetesListType()).isEqualTo("map");
                assertThat(conditions.getXKubernetesListMapKeys()).containsExactly("type");
                assertThat(version.getSubresources().getStatus()).isNotNull();
            }
        });
    }

    @Test
    void has_no_transition_rule_in_the_template_as_the_topology_controller_tries_changes_there() {
        assertThat(rules(schema(kind("MetalStackMachineTemplate"))))
                .isNotEmpty()
                .noneSatisfy(it -> assertThat(it).contains("oldSelf"));
    }

    @Test
    void a_firewall_holds_its_template_under_the_schema_of_a_template() {
        var copy = schema(kind("MetalStackFirewall"))
                .getProperties()
                .get("spec")
                .getProperties()
                .get("template");
        var template =
                schema(kind("MetalStackFirewallTemplate")).getProperties().get("spec");

        assertThat(template.getProperties()).hasSizeGreaterThan(25);
        assertThat(copy.getProperties()).isEqualTo(template.getProperties());
        assertThat(copy.getRequired()).isEqualTo(template.getRequired());
        assertThat(copy.getXKubernetesValidations()).isEqualTo(template.getXKubernetesValidations());
    }

    @Test
    void can_scale_a_firewall_deployment_only_so_that_it_is_refused_with_a_sentence() {
        var subresources = all(CustomResourceDefinition.class).stream()
                .filter(it -> it.getSpec().getVersions().getFirst().getSubresources() != null)
                .filter(it ->
                        it.getSpec().getVersions().getFirst().getSubresources().getScale() != null)
                .map(it -> it.getSpec().getNames().getKind());

        assertThat(subresources).containsExactly("MetalStackFirewallDeployment");
    }

    @Test
    void runs_the_manager_without_any_privilege() {
        var pod = deployment().getSpec().getTemplate().getSpec();

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        var security = manager().getSecurityContext();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    }

    @Test
    void probes_the_manager_and_asks_for_what_it_needs() {
        assertThat(Stream.of(
                                manager().getLivenessProbe(),
                                manager().getReadinessProbe(),
                                manager().getStartupProbe())
                        .map((Probe it) -> it.getHttpGet().getPath()))
                .containsExactly("/q/health/live", "/q/health/ready", "/q/health/started");
        assertThat(manager().getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(manager().getResources().getLimits()).containsKey("memory");
        assertThat(manager().getImage()).doesNotEndWith(":latest").contains(":v");
        assertThat(manager().getArgs()).contains("--leader-elect=true", "--metrics-bind-address=:8443");
    }

    /** Or two builds of one commit would differ. */
    @Test
    void has_the_ports_of_its_service_in_one_order() {
        assertThat(all(Service.class))
                .singleElement()
                .satisfies(it -> assertThat(it.getSpec().getPorts())
                        .extracting(ServicePort::getName)
                        .containsExactly("http", "https"));
    }

    @Test
    void serves_metrics_over_https_to_whom_the_readers_role_is_bound() {
        assertThat(all(Service.class))
                .singleElement()
                .satisfies(it -> assertThat(it.getSpec().getPorts())
                        .anyMatch(port -> port.getName().equals("https")
                                && port.getTargetPort().getIntVal() == 8443));
        assertThat(all(ClusterRole.class))
                .filteredOn(it -> it.getMetadata().getName().equals("capms-system-metrics-reader"))
                .singleElement()
                .satisfies(it -> assertThat(it.getRules()).singleElement().satisfies(rule -> {
                    assertThat(rule.getNonResourceURLs()).containsExactly("/metrics");
                    assertThat(rule.getVerbs()).containsExactly("get");
                }));
        assertThat(text).doesNotContain("prometheus.io/scrape");
    }

    @Test
    void has_a_role_for_people_who_look_into_the_manager_and_binds_nobody_to_it() {
        var role = "capms-system-diagnosis";

        assertThat(all(ClusterRole.class))
                .filteredOn(it -> it.getMetadata().getName().equals(role))
                .singleElement()
                .satisfies(it -> assertThat(it.getRules())
                        .flatExtracting(PolicyRule::getNonResourceURLs)
                        .containsExactly("/debug/diagnosis", "/debug/log-levels"));
        assertThat(all(ClusterRoleBinding.class))
                .noneMatch(it -> it.getRoleRef().getName().equals(role));
    }

    @Test
    void takes_the_key_from_a_secret_that_clusterctl_fills() {
        assertThat(all(Secret.class))
                .singleElement()
                .satisfies(it -> assertThat(it.getStringData())
                        .containsEntry("api-url", "${METAL_API_URL}")
                        .containsEntry("api-hmac", "${METAL_API_HMAC}")
                        .containsEntry("api-hmac-auth-type", "${METAL_API_HMAC_AUTH_TYPE:=Metal-Edit}"));
        assertThat(manager().getEnv())
                .filteredOn(it -> it.getName().startsWith("METAL_API_"))
                .allSatisfy(it -> assertThat(it.getValueFrom().getSecretKeyRef().getName())
                        .isEqualTo("capms-controller-manager-config"))
                .hasSize(3);
    }

    @Test
    void leaves_no_variable_but_those_of_metal_api() {
        var variables = Pattern.compile("\\$\\{([A-Z_]+)")
                .matcher(text)
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(variables).containsExactly("METAL_API_HMAC", "METAL_API_HMAC_AUTH_TYPE", "METAL_API_URL");
    }

    @Test
    void grants_nothing_beyond_what_the_controllers_do() {
        assertThat(permissions(all(ClusterRole.class).stream().flatMap(it -> it.getRules().stream())))
                .allSatisfy(it -> assertThat(it).doesNotContain("*"))
                .contains("/secrets/get", "/events/create", "cluster.x-k8s.io/machines/watch")
                .doesNotContain(
                        "/secrets/list",
                        "/secrets/watch",
                        "cluster.x-k8s.io/machines/patch",
                        "cluster.x-k8s.io/clusters/update");
        assertThat(permissions(all(Role.class).stream().flatMap(it -> it.getRules().stream())))
                .containsExactlyInAnyOrder(
                        "coordination.k8s.io/leases/get",
                        "coordination.k8s.io/leases/create",
                        "coordination.k8s.io/leases/update",
                        "coordination.k8s.io/leases/patch");
    }

    @Test
    void binds_its_roles_to_its_own_service_account() {
        assertThat(all(ClusterRoleBinding.class))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.getSubjects()).singleElement().satisfies(subject -> {
                    assertThat(subject.getName()).isEqualTo("capms-controller-manager");
                    assertThat(subject.getNamespace()).isEqualTo("capms-system");
                }));
        assertThat(deployment().getSpec().getTemplate().getSpec().getServiceAccountName())
                .isEqualTo("capms-controller-manager");
    }

    /**
     * Whoever administers a workload cluster could act in every project by it. What runs in the management cluster may name the
     * Secret that holds it.
     */
    @Test
    void puts_no_key_of_metal_api_into_a_workload_cluster() throws IOException {
        for (var file : ClusterTemplates.files()) {
            assertThat(ClusterTemplates.variables(file)).as(file).doesNotContain("METAL_API_HMAC");
            assertThat(ClusterTemplates.documents(file))
                    .as(file)
                    .filteredOn(it -> it.toString().toLowerCase(Locale.ROOT).contains("hmac"))
                    .allSatisfy(it -> assertThat(ClusterTemplates.kind(it)).isEqualTo("Deployment"));
        }
    }

    @Test
    void comes_with_metadata_and_templates() throws IOException {
        assertThat(FOLDER.resolve("metadata.yaml")).content().contains("contract: v1beta2");
        assertThat(ClusterTemplates.files())
                .containsExactly(
                        "cluster-template-calico.yaml",
                        "cluster-template-clusterclass.yaml",
                        "cluster-template-firewall-less.yaml",
                        "cluster-template-hosted-control-plane.yaml",
                        "cluster-template-ignition.yaml",
                        "cluster-template-kube-vip.yaml",
                        "cluster-template.yaml");
        assertThat(FOLDER.resolve("clusterclass-metalstack.yaml")).exists();
    }

    private static Set<String> permissions(Stream<PolicyRule> rules) {
        return rules.flatMap(rule -> rule.getApiGroups().stream()
                        .flatMap(group -> rule.getResources().stream()
                                .flatMap(resource ->
                                        rule.getVerbs().stream().map(verb -> group + "/" + resource + "/" + verb))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Collection<String> rules(JSONSchemaProps schema) {
        var own = schema.getXKubernetesValidations() == null
                ? Stream.<String>empty()
                : schema.getXKubernetesValidations().stream().map(it -> it.getRule());
        var nested = schema.getProperties() == null
                ? Stream.<String>empty()
                : schema.getProperties().values().stream().flatMap(it -> rules(it).stream());
        return Stream.concat(own, nested).toList();
    }

    private static CustomResourceDefinition kind(String kind) {
        return all(CustomResourceDefinition.class).stream()
                .filter(it -> it.getSpec().getNames().getKind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JSONSchemaProps schema(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    private static Deployment deployment() {
        return all(Deployment.class).getFirst();
    }

    private static Container manager() {
        assertThat(deployment().getSpec().getTemplate().getSpec().getContainers())
                .singleElement()
                .satisfies(it -> assertThat(it.getName()).isEqualTo("manager"));
        return deployment().getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private static <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
