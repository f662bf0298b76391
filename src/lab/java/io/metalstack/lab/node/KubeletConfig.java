package io.metalstack.lab.node;

import java.util.Optional;

/**
 * The part of {@code /var/lib/kubelet/config.yaml} that the stand-in follows.
 *
 * @param staticPodPath directory of the manifests
 * @param healthzPort on loopback, where kubeadm asks whether the kubelet lives
 * @param port of the kubelet's own API
 * @param clientCaFile certificate authorities of those who may call that API
 * @param maxPods reported as the Node's capacity
 */
record KubeletConfig(String staticPodPath, int healthzPort, int port, String clientCaFile, int maxPods) {

    static final String FILE = "/var/lib/kubelet/config.yaml";

    /** Empty while kubeadm is in the middle of writing the file. */
    static Optional<KubeletConfig> parse(String yaml) {
        try {
            var config = Json.fromYaml(yaml);
            var clientCa = Json.text(config.path("authentication").path("x509"), "clientCAFile");
            return Json.text(config, "staticPodPath")
                    .filter(path -> clientCa.isPresent())
                    .map(path -> new KubeletConfig(
                            path,
                            config.path("healthzPort").asInt(10248),
                            config.path("port").asInt(10250),
                            clientCa.orElseThrow(),
                            config.path("maxPods").asInt(110)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
