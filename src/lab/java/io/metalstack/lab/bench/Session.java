package io.metalstack.lab.bench;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.metalstack.lab.Progress;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All that is measured of one provider. What several figures need is measured once. */
final class Session {
    private final BenchOptions options;
    private final Candidate candidate;
    private final List<CustomResourceDefinition> crds;
    private final Path tools;
    private final Progress progress;
    private @Nullable List<Burst> bursts;
    private @Nullable List<Level> levels;

    /**
     * @param crds of the candidate
     * @param tools folder with etcd, kube-apiserver and Cluster API's CRDs
     */
    Session(
            BenchOptions options,
            Candidate candidate,
            List<CustomResourceDefinition> crds,
            Path tools,
            Progress progress) {
        this.options = options;
        this.candidate = candidate;
        this.crds = crds;
        this.tools = tools;
        this.progress = progress;
    }

    BenchOptions options() {
        return options;
    }

    /** Tells what is being done. */
    void say(String step) {
        progress.say(candidate.name() + ": " + step);
    }

    /** A world of its own, without the provider. */
    Rig rig(int machines) {
        return Rig.start(options, candidate, crds, tools, machines);
    }

    /** How often something is measured that takes minutes. */
    int longRuns() {
        return (options.runs() + 1) / 2;
    }

    /** All bursts of all runs. */
    List<Burst> bursts() {
        if (bursts == null) {
            bursts = Burst.measure(this);
        }
        return bursts;
    }

    /** The bursts of this size, one per run. */
    List<Burst> bursts(BenchOptions.Size size) {
        return bursts().stream().filter(it -> it.size().equals(size)).toList();
    }

    /** The one with the most machines, in as few clusters as there is one. */
    BenchOptions.Size largestBurst() {
        return options.bursts().stream()
                .max(Comparator.comparingInt(BenchOptions.Size::machines)
                        .thenComparing(BenchOptions.Size::clusters, Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** The level with so many machines. */
    Level level(int machines) {
        if (levels == null) {
            levels = Level.measure(this, neededLevels());
        }
        return levels.stream()
                .filter(it -> it.machines() == machines)
                .findFirst()
                .orElseThrow();
    }

    private List<Integer> neededLevels() {
        var needed = new TreeSet<Integer>();
        var figures = options.figures();
        if (figures.contains(Figure.P4)) {
            needed.add(0);
        }
        if (figures.contains(Figure.P3) || figures.contains(Figure.P4) || figures.contains(Figure.P8)) {
            needed.addAll(options.levels());
        }
        if (figures.contains(Figure.P9)) {
            needed.addAll(options.growth());
        }
        return List.copyOf(needed);
    }
}
