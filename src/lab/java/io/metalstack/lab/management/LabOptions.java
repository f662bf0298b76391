package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the user asks for on the command line.
 *
 * @param action what to do
 * @param controlPlanes number of control-plane machines: odd, as etcd wants it
 * @param workers number of workers
 * @param provider whether our provider is installed and a cluster is made with it
 * @param nativeBinary whether the provider runs as the native binary
 * @param scenario what the demo shows
 * @param cluster name of the workload cluster
 * @param second whether there is a second management cluster, to move clusters to
 * @param bundle folder of the provider's bundle; empty for the one built last
 * @param image OCI archive of the image that runs as the provider; empty for what was built
 */
record LabOptions(
        Action action,
        int controlPlanes,
        int workers,
        boolean provider,
        boolean nativeBinary,
        Scenario scenario,
        String cluster,
        boolean second,
        Path bundle,
        Path image) {
    static final String USAGE =
            "usage: up|down|demo|status [--control-planes=1|3|5] [--workers=N] [--provider=metalstack|none]"
                    + " [--native=0|1] [--scenario=life|smallest|faults|firewall|move|switch] [--cluster=NAME]"
                    + " [--management-clusters=1|2] [--bundle=DIR] [--image=FILE]";

    /** The first word of the command line. */
    enum Action {
        UP,
        DOWN,
        DEMO,
        STATUS
    }

    /** What {@code demo} plays. */
    enum Scenario {
        /** Create, scale up and down, change the Kubernetes version, delete. */
        LIFE,
        /** Create and delete, nothing more. */
        SMALLEST,
        /** Create, grow and delete while the provider is killed and metal-api is silent. */
        FAULTS,
        /** Create, change and lose the firewall while a node asks for the internet, delete. */
        FIREWALL,
        /** Create, move to a second management cluster and back, save and restore, delete. */
        MOVE,
        /** Create, take over from the Go provider, hand back and take over again, delete. */
        SWITCH
    }

    private static final Set<String> KNOWN = Set.of(
            "control-planes",
            "workers",
            "provider",
            "native",
            "scenario",
            "cluster",
            "management-clusters",
            "bundle",
            "image");

    /** @throws LabException the first word or option that is wrong, and what is right */
    static LabOptions parse(List<String> words) {
        if (words.isEmpty()) {
            throw new LabException(USAGE);
        }
        var given = new HashMap<String, String>();
        for (var word : words.subList(1, words.size())) {
            var parts = word.split("=", 2);
            if (parts.length < 2 || !parts[0].startsWith("--") || !KNOWN.contains(parts[0].substring(2))) {
                throw new LabException("unknown option '%s'; %s".formatted(parts[0], USAGE));
            }
            given.put(parts[0].substring(2), parts[1]);
        }
        var scenario = oneOf(Scenario.class, "scenario", given.getOrDefault("scenario", "life"));
        var options = new LabOptions(
                oneOf(Action.class, "action", words.getFirst()),
                odd(given.getOrDefault("control-planes", "1")),
                count("--workers", given.getOrDefault("workers", "2")),
                isOurs(given.getOrDefault("provider", "metalstack")),
                isOne(given.getOrDefault("native", "0")),
                scenario,
                name(given.getOrDefault("cluster", "demo")),
                isTwo(given.getOrDefault("management-clusters", "1")) || scenario == Scenario.MOVE,
                Path.of(given.getOrDefault("bundle", "")),
                Path.of(given.getOrDefault("image", "")));
        options.requireOneProvider();
        return options;
    }

    private void requireOneProvider() {
        if (nativeBinary && hasImage()) {
            throw new LabException(
                    "--image=%s and --native=1 are two programs, and one runs: leave one of them out".formatted(image));
        }
        if (!provider && hasBundle()) {
            throw new LabException(
                    "--bundle=%s and --provider=none do not go together, as nothing is installed: leave one of them out"
                            .formatted(bundle));
        }
    }

    boolean hasBundle() {
        return !bundle.toString().isEmpty();
    }

    boolean hasImage() {
        return !image.toString().isEmpty();
    }

    /** The same options as words that {@link #parse} understands, for a process inside the lab. */
    List<String> words() {
        return List.of(
                action.name().toLowerCase(Locale.ROOT),
                "--control-planes=" + controlPlanes,
                "--workers=" + workers,
                "--provider=" + (provider ? "metalstack" : "none"),
                "--native=" + (nativeBinary ? "1" : "0"),
                "--scenario=" + scenario.name().toLowerCase(Locale.ROOT),
                "--cluster=" + cluster,
                "--management-clusters=" + (second ? 2 : 1),
                "--bundle=" + bundle,
                "--image=" + image);
    }

    private static int odd(String value) {
        int number = count("--control-planes", value);
        if (number % 2 == 0) {
            throw new LabException(
                    "--control-planes=%s: an even number of etcd members is refused by KubeadmControlPlane; take 1, 3 or 5"
                            .formatted(value));
        }
        return number;
    }

    private static int count(String option, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= 20) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new LabException("%s=%s: a number from 0 to 20 is needed".formatted(option, value));
    }

    private static boolean isOurs(String value) {
        return switch (value) {
            case "metalstack" -> true;
            case "none" -> false;
            default -> throw new LabException("--provider=%s: say metalstack or none".formatted(value));
        };
    }

    private static boolean isOne(String value) {
        return switch (value) {
            case "1", "true" -> true;
            case "0", "false", "" -> false;
            default -> throw new LabException("--native=%s: say 0 or 1".formatted(value));
        };
    }

    private static boolean isTwo(String value) {
        return switch (value) {
            case "2" -> true;
            case "1", "" -> false;
            default -> throw new LabException("--management-clusters=%s: say 1 or 2".formatted(value));
        };
    }

    private static String name(String value) {
        if (!value.matches("[a-z]([-a-z0-9]{0,38}[a-z0-9])?")) {
            throw new LabException(
                    "--cluster=%s: lower-case letters, digits and dashes are allowed, 40 at most".formatted(value));
        }
        return value;
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String what, String value) {
        for (var constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        throw new LabException("unknown %s '%s'; %s".formatted(what, value, USAGE));
    }
}
