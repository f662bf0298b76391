package io.metalstack.lab.bench;

import io.metalstack.lab.LabException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the user asks for on the command line.
 *
 * @param figures which of them
 * @param providers which builds of this repository, or the other provider
 * @param command how another provider is started; of no meaning unless it is asked for
 * @param crds folder or file with the CRDs of the provider
 * @param runs how often each figure is measured
 * @param bursts numbers of machines that are asked for at once
 * @param levels numbers of machines in steady state
 * @param growth the same, beyond what is usual
 * @param clusters over how many clusters the machines of a level are spread
 * @param warmUp how many machines are made before the first burst, and not counted
 * @param allocate how long metal-api takes to allocate a machine
 * @param read how long it takes for anything else
 * @param phoneHome from the allocation of a machine until it phones home, give or take half of it
 * @param settle how long nothing happens before steady state is measured
 * @param window how long it is measured
 * @param outage how long metal-api is away
 * @param fleet how many machines there are when it goes away
 * @param port of the simulator; 0 for any free one
 * @param jvmOptions for the JVM build
 * @param compare a report to put beside the new ones
 * @param out where reports go
 */
record BenchOptions(
        Set<Figure> figures,
        List<Build> providers,
        String command,
        Path crds,
        int runs,
        List<Size> bursts,
        List<Integer> levels,
        List<Integer> growth,
        int clusters,
        int warmUp,
        Duration allocate,
        Duration read,
        Duration phoneHome,
        Duration settle,
        Duration window,
        Duration outage,
        int fleet,
        int port,
        List<String> jvmOptions,
        Optional<Path> compare,
        Path out) {

    static final String USAGE =
            "known are --figures=P1,…,P9 --native=0|1|both --provider=COMMAND --crds=PATH --compare=REPORT --runs=N"
                    + " --bursts=MACHINES[/CLUSTERS],… --levels=N,… --growth=N,… --clusters=N --warm-up=N --allocate=1s"
                    + " --read=50ms --phone-home=5s --settle=15s --window=60s --outage=2m --fleet=N --port=N"
                    + " --jvm-options=WORDS --out=DIR";

    private static final Set<String> KNOWN = Pattern.compile("--([a-z-]+)=")
            .matcher(USAGE)
            .results()
            .map(it -> it.group(1))
            .collect(Collectors.toSet());
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m)");
    private static final int MOST_MACHINES = 20_000;

    /** What is measured. */
    enum Build {
        JVM,
        NATIVE,
        OTHER
    }

    /** So many machines, evenly spread over so many clusters. */
    record Size(int machines, int clusters) {
        @Override
        public String toString() {
            return machines + (machines == 1 ? " machine" : " machines") + " in " + clusters
                    + (clusters == 1 ? " cluster" : " clusters");
        }
    }

    /** @throws LabException the option that is wrong, and what is right */
    static BenchOptions parse(List<String> words) {
        var given = given(words);
        var command = given.getOrDefault("provider", "").strip();
        return new BenchOptions(
                figures(given.getOrDefault("figures", "")),
                providers(given.getOrDefault("native", "0"), command),
                command,
                Path.of(given.getOrDefault("crds", "target/kubernetes")),
                number(given, "runs", "3", 1, 100),
                listed(given, "bursts", "1,10,20/20,200,200/20", BenchOptions::burst),
                sizes(given, "levels", "10,100,1000"),
                sizes(given, "growth", "2000,5000"),
                number(given, "clusters", "10", 1, 50),
                number(given, "warm-up", "10", 0, 1000),
                time(given, "allocate", "1s"),
                time(given, "read", "50ms"),
                time(given, "phone-home", "5s"),
                time(given, "settle", "15s"),
                time(given, "window", "60s"),
                time(given, "outage", "2m"),
                number(given, "fleet", "200", 2, MOST_MACHINES),
                number(given, "port", "0", 0, 65_535),
                Stream.of(given.getOrDefault("jvm-options", "").split(" ", -1))
                        .filter(it -> !it.isEmpty())
                        .toList(),
                Optional.ofNullable(given.get("compare"))
                        .filter(it -> !it.isEmpty())
                        .map(Path::of),
                Path.of(given.getOrDefault("out", "out/bench")));
    }

    /** What the figures depend on, for the report. */
    Map<String, String> conditions() {
        return Map.of(
                "allocate", words(allocate),
                "read", words(read),
                "phone-home", words(phoneHome),
                "warm-up", String.valueOf(warmUp),
                "clusters of a level", String.valueOf(clusters),
                "settle", words(settle),
                "window", words(window),
                "outage", words(outage),
                "runs", String.valueOf(runs),
                "jvm-options", String.join(" ", jvmOptions));
    }

    private static Map<String, String> given(List<String> words) {
        var given = new HashMap<String, String>();
        for (var word : words) {
            var parts = word.split("=", 2);
            if (parts.length < 2 || !parts[0].startsWith("--") || !KNOWN.contains(parts[0].substring(2))) {
                throw new LabException("unknown option '%s'; %s".formatted(parts[0], USAGE));
            }
            given.put(parts[0].substring(2), parts[1]);
        }
        return given;
    }

    private static Set<Figure> figures(String value) {
        if (value.isBlank()) {
            return EnumSet.allOf(Figure.class);
        }
        return Stream.of(value.split(",", -1))
                .map(it -> Stream.of(Figure.values())
                        .filter(figure -> figure.name().equals(it.strip().toUpperCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new LabException("unknown figure '%s'; known are %s"
                                .formatted(it.strip(), Arrays.toString(Figure.values())))))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Figure.class)));
    }

    private static List<Build> providers(String nativeBinary, String command) {
        var builds =
                switch (nativeBinary) {
                    case "0", "" -> List.of(Build.JVM);
                    case "1" -> List.of(Build.NATIVE);
                    case "both" -> List.of(Build.JVM, Build.NATIVE);
                    default -> throw new LabException("--native=%s: say 0, 1 or both".formatted(nativeBinary));
                };
        return command.isEmpty() ? builds : List.of(Build.OTHER);
    }

    private static Size burst(String text) {
        var parts = text.split("/", 2);
        var machines = number("bursts", parts[0], 1, MOST_MACHINES);
        var clusters = parts.length == 1 ? 1 : number("bursts", parts[1], 1, 50);
        if (machines < clusters) {
            throw new LabException("--bursts=%s: each cluster needs a machine".formatted(text));
        }
        return new Size(machines, clusters);
    }

    private static List<Integer> sizes(Map<String, String> given, String option, String unlessGiven) {
        return listed(given, option, unlessGiven, it -> number(option, it, 1, MOST_MACHINES)).stream()
                .sorted()
                .distinct()
                .toList();
    }

    private static <T> List<T> listed(
            Map<String, String> given, String option, String unlessGiven, Function<String, T> read) {
        return Stream.of(given.getOrDefault(option, unlessGiven).split(",", -1))
                .map(String::strip)
                .map(read)
                .toList();
    }

    private static int number(Map<String, String> given, String option, String unlessGiven, int least, int most) {
        return number(option, given.getOrDefault(option, unlessGiven), least, most);
    }

    private static int number(String option, String value, int least, int most) {
        if (value.matches("\\d{1,9}") && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most) {
            return Integer.parseInt(value);
        }
        throw new LabException("--%s=%s: a number from %d to %d is needed".formatted(option, value, least, most));
    }

    private static Duration time(Map<String, String> given, String option, String unlessGiven) {
        var value = given.getOrDefault(option, unlessGiven);
        var parts = TIME.matcher(value);
        if (!parts.matches()) {
            throw new LabException("--%s=%s: a time as 50ms, 5s or 2m is needed".formatted(option, value));
        }
        var number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    private static String words(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
