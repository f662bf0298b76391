package io.metalstack.capi.monitoring;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of metrics in queries. */
public final class Queries {

    private static final Pattern NO_METRICS = Pattern.compile(
            "\"(?:\\\\.|[^\"\\\\])*\"" // strings
                    + "|\\[[^]]*]" // ranges
                    + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)"); // lists of labels
    private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*}");
    private static final Pattern NAME = Pattern.compile("\\b[a-zA-Z_:][\\w:]*\\b(?!\\s*\\()");
    private static final Pattern VALUES_OF_A_LABEL = Pattern.compile("label_values\\(([\\w:]+),.*\\)");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");
    private static final String OF_PROMETHEUS = "up";

    private Queries() {}

    /** Those that a query names, or a variable of a dashboard. */
    static Set<String> metrics(String query) {
        var values = VALUES_OF_A_LABEL.matcher(query);
        if (values.matches()) {
            return Set.of(values.group(1));
        }
        var rest = MATCHERS.matcher(NO_METRICS.matcher(query).replaceAll("")).replaceAll("");
        return NAME.matcher(rest)
                .results()
                .map(it -> it.group())
                .filter(it -> !WORDS.contains(it))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that alerts and dashboard ask for and the manager itself has to have. */
    public static Set<String> metricsOfTheManager() {
        var wanted = all();
        wanted.remove(OF_PROMETHEUS);
        wanted.removeIf(it -> it.startsWith(StateMetrics.PREFIX));
        return wanted;
    }

    /** Those that kube-state-metrics has to have. */
    static Set<String> metricsOfObjects() {
        var wanted = all();
        wanted.removeIf(it -> !it.startsWith(StateMetrics.PREFIX));
        return wanted;
    }

    private static Set<String> all() {
        return Stream.of(Alert.all().stream().map(Alert::query).toList(), Dashboard.queries())
                .flatMap(Collection::stream)
                .flatMap(it -> metrics(it).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
