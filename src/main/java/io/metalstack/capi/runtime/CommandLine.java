package io.metalstack.capi.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The flags of the manager, as {@code --name=value} or {@code --name value}. Cluster API contract, "multi tenancy":
 * {@code --namespace} and {@code --watch-filter} must exist; {@code ""} means all.
 *
 * @param settings configuration keys and values that the flags stand for
 */
record CommandLine(Map<String, String> settings) {

    private static final Map<String, String> FLAGS = Map.of(
            "--namespace", "capms.namespace",
            "--watch-filter", "capms.watch-filter",
            "--leader-elect", "capms.leader-election",
            "--metrics-bind-address", "capms.metrics-bind-address",
            "--metrics-secure", "capms.metrics-secure");

    /** May stand alone, and then mean true. */
    private static final Set<String> SWITCHES = Set.of("--leader-elect", "--metrics-secure");

    private static final String KNOWN =
            "known are --namespace, --watch-filter, --leader-elect, --metrics-bind-address and --metrics-secure";

    /** @throws IllegalArgumentException with one line that names the flag and what is allowed */
    static CommandLine parse(String... args) {
        var settings = new LinkedHashMap<String, String>();
        for (int i = 0; i < args.length; i++) {
            var equals = args[i].indexOf('=');
            var name = equals < 0 ? args[i] : args[i].substring(0, equals);
            var key = FLAGS.get(name);
            if (key == null) {
                throw new IllegalArgumentException("unknown flag " + name + ": " + KNOWN);
            }
            var bare = equals < 0 && (i + 1 == args.length || args[i + 1].startsWith("--"));
            if (bare && !SWITCHES.contains(name)) {
                throw new IllegalArgumentException("flag " + name + " needs a value: " + name + "=<value>");
            }
            settings.put(key, bare ? "true" : checked(name, equals < 0 ? args[++i] : args[i].substring(equals + 1)));
        }
        return new CommandLine(settings);
    }

    private static String checked(String name, String value) {
        if (SWITCHES.contains(name) && !"true".equals(value) && !"false".equals(value)) {
            throw new IllegalArgumentException("flag " + name + " takes true or false, not " + value);
        }
        return value;
    }
}
