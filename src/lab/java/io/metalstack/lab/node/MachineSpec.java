package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the lab tells a machine about itself: the file {@code machine.json} in its directory.
 *
 * @param id metal-api's id of the hardware
 * @param hostname as allocated
 * @param image metal-api's id of the operating system image
 * @param kubernetesVersion of the image, such as {@code 1.36.3}
 * @param tools directory with the image's kubeadm, kube-apiserver and so on
 * @param address the machine's address in its primary private network
 */
record MachineSpec(String id, String hostname, String image, String kubernetesVersion, Path tools, String address) {

    static MachineSpec read(Path machineDir) throws IOException {
        var file = machineDir.resolve("machine.json");
        var json = Json.MAPPER.readTree(Files.readAllBytes(file));
        return new MachineSpec(
                required(file, json, "id"),
                required(file, json, "hostname"),
                required(file, json, "image"),
                required(file, json, "kubernetesVersion").replaceFirst("^v", ""),
                Path.of(required(file, json, "tools")),
                required(file, json, "address"));
    }

    private static String required(Path file, JsonNode json, String field) throws IOException {
        return Json.text(json, field).orElseThrow(() -> new IOException(file + " lacks the field '" + field + "'"));
    }
}
