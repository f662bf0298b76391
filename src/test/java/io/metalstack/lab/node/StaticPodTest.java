package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticPodTest {

    /** As kubeadm v1.36 writes it, shortened. */
    private static final String API_SERVER = """
            apiVersion: v1
            kind: Pod
            metadata:
              creationTimestamp: null
              labels: {component: kube-apiserver, tier: control-plane}
              name: kube-apiserver
              namespace: kube-system
            spec:
              containers:
              - command: [kube-apiserver, --advertise-address=10.0.0.7, --secure-port=6444]
                image: registry.k8s.io/kube-apiserver:v1.36.3
                name: kube-apiserver
                ports: [{containerPort: 6444, name: probe-port, protocol: TCP}]
                readinessProbe:
                  httpGet: {host: 10.0.0.7, path: "/readyz?verbose", port: probe-port, scheme: HTTPS}
                  timeoutSeconds: 15
              volumes:
              - hostPath: {path: /etc/ssl/certs, type: DirectoryOrCreate}
                name: ca-certs
              - hostPath: {path: /etc/kubernetes/controller.conf, type: FileOrCreate}
                name: conf
            """;

    private static final String KUBE_VIP = """
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-vip, namespace: kube-system}
            spec:
              containers:
              - name: kube-vip
                image: ghcr.io/kube-vip/kube-vip:v1.0.1
                args: [manager]
                env: [{name: vip_arp, value: "true"}, {name: %s, value: "%s"}, {name: node, valueFrom: {}}]
            """;

    @Test
    void becomes_a_process_with_unchanged_arguments() {
        var container = parse(API_SERVER).containers().getFirst();

        assertThat(container.program()).isEqualTo("kube-apiserver");
        assertThat(container.arguments()).containsExactly("--advertise-address=10.0.0.7", "--secure-port=6444");
    }

    @Test
    void runs_the_image_s_own_program_when_there_is_no_command() {
        var container =
                parse(KUBE_VIP.formatted("address", "10.0.0.100")).containers().getFirst();

        assertThat(container.program()).isEqualTo("kube-vip");
        assertThat(container.arguments()).containsExactly("manager");
        assertThat(container.environment()).isEqualTo(Map.of("vip_arp", "true", "address", "10.0.0.100"));
    }

    @Test
    void needs_the_directories_that_may_be_missing() {
        assertThat(parse(API_SERVER).directories()).containsExactly("/etc/ssl/certs");
    }

    @Test
    void is_another_pod_when_the_file_changes() {
        assertThat(parse(API_SERVER).hash()).isEqualTo(parse(API_SERVER).hash()).hasSize(32);
        assertThat(parse(API_SERVER + "# changed\n").hash())
                .isNotEqualTo(parse(API_SERVER).hash());
    }

    @Test
    void shows_where_its_api_server_listens() {
        assertThat(parse(API_SERVER).apiServerPort()).isEqualTo(OptionalInt.of(6444));
        assertThat(parse(API_SERVER.replace(", --secure-port=6444", "")).apiServerPort())
                .isEqualTo(OptionalInt.of(6443));
        assertThat(parse(KUBE_VIP.formatted("address", "10.0.0.100")).apiServerPort())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "address, 203.0.113.130, 203.0.113.130",
        "address, 203.0.113.130/32, 203.0.113.130",
        "vip_address, 203.0.113.130, 203.0.113.130",
        "address, 2001:db8::1, 2001:db8::1",
        "address, api.example.com, ",
        "vip_interface, eth0, ",
    })
    void shows_the_address_that_kube_vip_would_announce(String variable, String value, String address) {
        assertThat(parse(KUBE_VIP.formatted(variable, value)).virtualAddresses())
                .isEqualTo(address == null ? List.of() : List.of(address));
    }

    @Test
    void announces_nothing_for_other_pods() {
        var other = KUBE_VIP.formatted("address", "10.0.0.100").replace("image: ghcr.io/kube-vip/kube-vip", "image: x");

        assertThat(parse(other).virtualAddresses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "kind: Pod", "kind: Service\nmetadata: {name: a}\nspec: {containers: [{name: a}]}"})
    void is_no_pod_without_kind_and_containers(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the file holds no Pod with containers");
    }

    @Test
    void finds_the_port_of_a_probe_by_its_name() {
        assertThat(probe(API_SERVER).uri()).isEqualTo(URI.create("https://10.0.0.7:6444/readyz?verbose"));
        assertThat(probe(API_SERVER).timeoutMillis()).isEqualTo(15_000);
    }

    @Test
    void asks_the_machine_itself_when_a_probe_names_no_host() {
        var text = API_SERVER
                .replace("host: 10.0.0.7, ", "")
                .replace("port: probe-port, scheme: HTTPS", "port: 81")
                .replace("readinessProbe", "startupProbe");

        assertThat(probe(text).uri()).isEqualTo(URI.create("http://10.0.0.9:81/readyz?verbose"));
    }

    @Test
    void says_which_port_a_probe_asks_for_in_vain() {
        assertThatThrownBy(() -> probe(API_SERVER.replace("name: probe-port", "name: other")))
                .hasMessage("the probe's port 'probe-port' is none of the container's ports");
    }

    @Test
    void has_no_probe_without_an_http_one() {
        var container = parse(KUBE_VIP.formatted("a", "b")).containers().getFirst();

        assertThat(Probe.of(container.definition(), "10.0.0.9")).isEmpty();
    }

    private static Probe probe(String text) {
        return Probe.of(parse(text).containers().getFirst().definition(), "10.0.0.9")
                .orElseThrow();
    }

    static StaticPod parse(String text) {
        return StaticPod.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
