package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lab's command line, from the checkout: {@code up}, {@code down}, {@code demo}, {@code status}. It starts the lab as a
 * process of its own ({@link Inside}), follows its progress, and lets {@link Workload} make a cluster in it.
 */
public final class Lab {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LAST_LINES = 15;

    private final LabFiles files;
    private final LabOptions options;
    private final PrintStream out;

    private Lab(LabFiles files, LabOptions options, PrintStream out) {
        this.files = files;
        this.options = options;
        this.out = out;
    }

    /** Exits with 0, or with 1 after one sentence that says what went wrong. */
    public static void main(String... words) {
        System.exit(run(Path.of(""), System.out, words));
    }

    /**
     * Does what the command line says.
     *
     * @param checkout root of the source tree, built
     * @param out where progress and errors go
     * @return exit code
     */
    public static int run(Path checkout, PrintStream out, String... words) {
        var files = LabFiles.of(checkout);
        try {
            var options = LabOptions.parse(List.of(words));
            var lab = new Lab(files, options, out);
            Files.createDirectories(files.home().getParent());
            try (var channel = FileChannel.open(
                    files.home().resolveSibling(".lab.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (options.action() != LabOptions.Action.STATUS) {
                    lab.lock(channel);
                }
                return lab.act();
            }
        } catch (LabException e) {
            Failure.print(out, files, e, LAST_LINES);
            return 1;
        } catch (IOException e) {
            out.println("lab: " + e);
            return 1;
        }
    }

    /** Only one command at a time; but the end of the lab also ends a command that waits for it to come up. */
    private void lock(FileChannel channel) throws IOException {
        boolean said = false;
        while (channel.tryLock() == null) {
            if (options.action() == LabOptions.Action.DOWN) {
                LabProcess.find(files).ifPresent(LabProcess::kill);
            } else if (!said) {
                out.println("another make lab or lab-demo is at work, waiting for it");
                said = true;
            }
            Poll.pause(Duration.ofMillis(200));
        }
    }

    private int act() {
        return switch (options.action()) {
            case UP -> up();
            case DOWN -> down();
            case DEMO -> demo();
            case STATUS -> status();
        };
    }

    private int up() {
        boolean fresh = startIfNeeded();
        if (!fresh) {
            out.println("The lab is running already, with what was built when it began; make lab-down ends it.");
        }
        if (!options.provider()) {
            if (fresh) {
                out.println(Hints.withoutProvider(files));
            }
            return 0;
        }
        int code = inTheLab(Workload.class, options.words());
        if (code == 0) {
            out.println("\nThe cluster is up. " + Hints.withCluster(files, options.cluster()));
        }
        return code;
    }

    private int demo() {
        startIfNeeded();
        Doorway.address(files).ifPresent(it -> out.println("Watch it in a browser: " + it));
        int code = inTheLab(Workload.class, options.words());
        if (code == 0) {
            down();
        }
        return code;
    }

    private int down() {
        var running = LabProcess.find(files);
        running.ifPresent(LabProcess::kill);
        out.println(running.isPresent() ? "The lab is down; its logs are in " + files.logs() : "No lab is running.");
        // Last, as these very classes may be among what goes.
        files.end();
        return 0;
    }

    private int status() {
        var running = LabProcess.find(files);
        if (running.isEmpty()) {
            out.println("No lab is running; make lab starts one.");
            return 0;
        }
        var outcome = outcome();
        out.printf("The lab is running as process %d (%s).%n", running.get().pid(), outcome.orElse("still starting"));
        // Until then there is nothing to speak to.
        outcome.ifPresent(it -> out.println(Hints.of(files, options.cluster())));
        return 0;
    }

    /** @return whether it was started just now */
    private boolean startIfNeeded() {
        var running = LabProcess.find(files);
        boolean fresh = running.isEmpty();
        var provider = ProviderProgram.chosen(files, options);
        if (!fresh) {
            requireRunning(provider);
        }
        LabProcess lab = fresh ? start(provider) : running.get();
        // Ctrl-C while the lab is coming up takes it down; once it is up, it stays.
        var stop = new Thread(lab::kill);
        Runtime.getRuntime().addShutdownHook(stop);
        follow(lab, fresh);
        Runtime.getRuntime().removeShutdownHook(stop);
        return fresh;
    }

    /** A running lab keeps the provider that it was started with. */
    private void requireRunning(ProviderProgram provider) {
        var asked = provider.provenance();
        if (!asked.isEmpty() && !asked.equals(ProviderProgram.told(files))) {
            throw new LabException("the running lab has another provider than you ask for: make lab-down first");
        }
    }

    private LabProcess start(ProviderProgram provider) {
        LabProcess.check();
        provider.provenance().lines().forEach(out::println);
        new Progress(out, InstantSource.system())
                .say("looking for the tools; the first time they are built, which takes minutes");
        var tools = Tools.build(files.checkout(), "lab");
        files.begin();
        LabFiles.link(files.tools(), tools);
        Jvm.copyClasses(files);
        provider.copy();
        var words = new ArrayList<>(Jvm.words(files, "lab"));
        words.addAll(List.of(Inside.class.getName(), files.checkout().toString()));
        words.addAll(options.words());
        var lab = LabProcess.start(files, words, files.log("lab"));
        Doorway.start(files);
        return lab;
    }

    /** Prints the lab's progress until it is ready. */
    private void follow(LabProcess lab, boolean printing) {
        long[] printed = {0};
        Poll.untilTrue("the lab to come up", PATIENCE, Duration.ofMillis(100), () -> {
            boolean ended = outcome().isPresent() || !lab.alive();
            if (printing) {
                lines(files.progress()).stream().skip(printed[0]).forEach(it -> {
                    out.println(it);
                    printed[0]++;
                });
            }
            return ended;
        });
        var outcome = outcome().orElse("the lab's process ended");
        if (!outcome.equals(Inside.READY)) {
            lab.kill();
            throw Failure.read(files, outcome);
        }
    }

    private Optional<String> outcome() {
        var text = String.join("\n", lines(files.outcome()));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private int inTheLab(Class<?> program, List<String> words) {
        var lab = LabProcess.find(files).orElseThrow(() -> new LabException("the lab is not running"));
        var all = new ArrayList<>(Jvm.words(files, "workload"));
        all.addAll(List.of(program.getName(), files.checkout().toString()));
        all.addAll(words);
        int code = Command.of(lab.enter(all)).runInTerminal();
        if (!lab.alive()) {
            throw Failure.read(
                    files, outcome().filter(it -> !it.equals(Inside.READY)).orElse("the lab's process ended"));
        }
        return code;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
