package io.metalstack.capi.house;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.AddressFamily;
import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.api.v1alpha1.ControlPlaneAnnouncement;
import io.metalstack.capi.api.v1alpha1.ControlPlaneEndpointFrom;
import io.metalstack.capi.api.v1alpha1.LocalRef;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * Specs and annotations as nobody would write them on purpose, some of them right. The same seed makes the same ones:
 * {@code -Dmanifests.seed=2} for others.
 */
public final class Oddities {

    private static final String[] TEXTS = {
        "",
        " ",
        "\t",
        "\n",
        "x",
        "-",
        ".",
        "..",
        "a b",
        "a=b",
        "=",
        "/",
        "\\",
        "\"",
        "'",
        "{",
        "[]",
        "null",
        "true",
        "0",
        "ünïcödé",
        "🚀",
        "\u202eback",
        "\u00a0",
        "\u200b",
        "e\u0301",
        "漢字",
        "a\nb",
        "a\rb",
        "x".repeat(63),
        "y".repeat(253),
        "999999999999999999999999999999",
        "-1",
        "1e400",
        "NaN",
        "${METAL_PROJECT_ID}",
        "{{ .name }}",
        "'; drop table machine",
        "../../etc/passwd",
        "%00",
        "&id=1",
        "#",
        "?",
        "http://[::1",
        "mini-lab",
        "v1-small-x86",
        "debian-13.0"
    };

    private static final String[] ADDRESSES = {
        "10.0.0.1",
        "10.0.0.256",
        "10.0.0.0/22",
        "10.0.0.0/33",
        "0.0.0.0",
        "255.255.255.255",
        "2001:db8::1",
        "::",
        ":::",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "1",
        "010.0.0.1",
        "api.example.com",
        "-.example.com"
    };

    private static final String[] TIMES = {
        "",
        " ",
        "yesterday",
        "2026-01-02T03:04:05Z",
        "2026-01-02",
        "2026-13-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z",
        "-1000000000-01-01T00:00:00Z",
        "2026-01-02T03:04:05+02:00",
        "1767322245"
    };

    private static final String[] JSON = {
        "",
        " ",
        "null",
        "{}",
        "[]",
        "{",
        "nonsense",
        "0",
        "\"\"",
        "{\"a\":null}",
        "{\"a\":1}",
        "{\"a\":{}}",
        "[".repeat(2000)
    };

    private final long seed;
    private final RandomGenerator random;

    private Oddities(long seed) {
        this.seed = seed;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    public static Oddities bySeed() {
        return new Oddities(Long.getLong("manifests.seed", 1));
    }

    /** How to get the same ones again. */
    @Override
    public String toString() {
        return "-Dmanifests.seed=" + seed;
    }

    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    public String text() {
        return oneOf(TEXTS);
    }

    public String address() {
        return oneOf(oneOf(ADDRESSES), oneOf(ADDRESSES), text());
    }

    public String time() {
        return oneOf(TIMES);
    }

    /** The text that is right, or another one. */
    public String mostly(String right) {
        return chance(70) ? right : oneOf(text(), right + text(), text() + right);
    }

    /** Null in half of all cases. */
    public <T> T perhaps(Supplier<T> something) {
        return chance(50) ? something.get() : null;
    }

    public List<String> texts(Supplier<String> one) {
        return Stream.generate(one).limit(random.nextInt(4)).toList();
    }

    /** A spec of a MetalStackCluster; what is required is there, right or not. */
    public MetalStackClusterSpec clusterSpec(String project, String partition) {
        return new MetalStackClusterSpec(
                perhaps(() -> new ApiEndpoint(perhaps(this::address), oneOf(1, 443, 6443, 65535))),
                perhaps(() -> oneOf(ControlPlaneEndpointFrom.MetalStack, ControlPlaneEndpointFrom.External)),
                perhaps(() -> oneOf(ControlPlaneAnnouncement.values())),
                mostly(project),
                mostly(partition),
                chance(25) ? text() : null,
                chance(10) ? text() : null,
                chance(25) ? address() : null,
                chance(5) ? new LocalRef(text()) : null,
                chance(25) ? text() : null,
                perhaps(() -> oneOf(AddressFamily.values())),
                chance(5) ? new LocalRef(text()) : null);
    }

    /** A spec of a MetalStackMachine. */
    public MetalStackMachineSpec machineSpec(String... providerIds) {
        return new MetalStackMachineSpec(
                chance(30) ? oneOf(oneOf(providerIds), "metal:///" + text(), "metal://" + text() + "/" + text()) : null,
                mostly("debian-13.0"),
                mostly("v1-small-x86"),
                perhaps(() -> texts(this::text)),
                chance(20) ? texts(this::text) : null,
                perhaps(() -> texts(() -> oneOf(text(), text() + "=" + text(), "kubernetes.io/hostname=" + text()))),
                chance(20) ? text() : null,
                perhaps(() -> texts(this::address)),
                perhaps(() -> texts(this::address)));
    }

    /**
     * Annotations of our own, with contents that are not ours.
     *
     * @param known values that belong to somebody: claims, uuids, names
     */
    public Map<String, String> annotations(String... known) {
        var annotations = new TreeMap<String, String>();
        Supplier<String> value = () -> oneOf(oneOf(known), text());
        for (var key : List.of(
                Annotations.CLAIM,
                Annotations.CLUSTER_UID,
                Annotations.ALLOCATION_UUID,
                Annotations.HAS_ALLOCATED,
                Annotations.FORCE_RELEASE,
                Annotations.BLOCK_MOVE)) {
            if (chance(20)) {
                annotations.put(key, value.get());
            }
        }
        if (chance(30)) {
            annotations.put(Annotations.ALLOCATION_INTENT, intent(value));
        }
        if (chance(30)) {
            annotations.put(
                    Annotations.RECENT_FREES, oneOf(oneOf(JSON), "{\"" + key(text()) + "\":\"" + time() + "\"}"));
        }
        if (chance(30)) {
            annotations.put(Annotations.DELETIONS_CONFIRMED_UNTIL, oneOf(time(), text()));
        }
        return annotations;
    }

    /** An intent of which each part may be missing or wrong, or something else. */
    private String intent(Supplier<String> value) {
        if (chance(30)) {
            return oneOf(JSON);
        }
        var parts = Stream.of(
                        part("what", oneOf("machine", "network", "ip", "firewall", key(text()))),
                        part("claim", key(value.get())),
                        part("time", time()),
                        "\"attempt\":" + oneOf("1", "2147483647", "-1", "99999999999", "1e400", "null", "\"x\""),
                        part("project", key(value.get())),
                        part("partition", key(text())),
                        part("clusterUid", key(value.get())))
                .filter(it -> chance(90));
        return "{" + String.join(",", parts.toList()) + "}";
    }

    private static String part(String key, String value) {
        return "\"" + key + "\":\"" + value + "\"";
    }

    /** Fit for a JSON string. */
    private static String key(String text) {
        return Arrays.stream(text.split("[\"\\\\\n\r\t]")).reduce("", String::concat);
    }
}
