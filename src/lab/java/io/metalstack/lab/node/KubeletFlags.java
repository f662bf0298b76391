package io.metalstack.lab.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kubelet's command line, as systemd would put it together for an image with kubeadm's drop-in file.
 *
 * @param values by name, without the dashes
 */
record KubeletFlags(Map<String, String> values) {

    /** Written by kubeadm: what {@code kubeletExtraArgs} of a node registration become. */
    static final String KUBEADM_FILE = "/var/lib/kubelet/kubeadm-flags.env";

    /** Written by users, if at all; wins over kubeadm's. */
    static final String USER_FILE = "/etc/default/kubelet";

    /** The key, value and effect of a taint; the value may be empty. */
    record Taint(String key, String value, String effect) {}

    /** Reads environment files with one variable of flags each, later ones win. */
    static KubeletFlags parse(String... environmentFiles) {
        var values = new LinkedHashMap<String, String>();
        for (var file : environmentFiles) {
            for (var line : file.lines().toList()) {
                var variable = line.strip();
                var equals = variable.indexOf('=');
                if (equals > 0 && !variable.startsWith("#")) {
                    addAll(values, unquoted(variable.substring(equals + 1)));
                }
            }
        }
        return new KubeletFlags(Map.copyOf(values));
    }

    private static void addAll(Map<String, String> values, String flags) {
        for (var flag : flags.split("\\s+", -1)) {
            if (flag.startsWith("--")) {
                var nameAndValue = flag.substring(2).split("=", 2);
                values.put(nameAndValue[0], nameAndValue.length == 2 ? nameAndValue[1] : "true");
            }
        }
    }

    private static String unquoted(String value) {
        var quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    Optional<String> value(String flag) {
        return Optional.ofNullable(values.get(flag)).filter(value -> !value.isEmpty());
    }

    /** {@code --node-labels=key=value,…} */
    Map<String, String> nodeLabels() {
        var labels = new LinkedHashMap<String, String>();
        for (var label : list("node-labels")) {
            var keyAndValue = label.split("=", 2);
            labels.put(keyAndValue[0], keyAndValue.length == 2 ? keyAndValue[1] : "");
        }
        return labels;
    }

    /**
     * {@code --register-with-taints=key=value:Effect,…}, and the one that a kubelet adds by itself when another program
     * has to initialise its Node.
     */
    List<Taint> taints() {
        var taints = new ArrayList<Taint>();
        for (var taint : list("register-with-taints")) {
            var colon = taint.lastIndexOf(':');
            if (colon > 0) {
                var keyAndValue = taint.substring(0, colon).split("=", 2);
                var value = keyAndValue.length == 2 ? keyAndValue[1] : "";
                taints.add(new Taint(keyAndValue[0], value, taint.substring(colon + 1)));
            }
        }
        if (value("cloud-provider").filter("external"::equals).isPresent()) {
            taints.add(new Taint("node.cloudprovider.kubernetes.io/uninitialized", "true", "NoSchedule"));
        }
        return List.copyOf(taints);
    }

    private List<String> list(String flag) {
        return value(flag).map(value -> List.of(value.split(","))).orElse(List.of()).stream()
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
