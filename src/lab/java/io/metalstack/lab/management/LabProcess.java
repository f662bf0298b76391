package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one process on this machine that is the lab: an {@code unshare} which holds user, network, mount and pid namespaces.
 * Whatever the lab starts lives in them and dies with it, whoever kills it and however.
 *
 * @param pid of the {@code unshare}
 * @param started its start time in clock ticks since boot, so that another process with this pid is not taken for it
 * @param inner pid of the first process inside, as seen from here
 */
record LabProcess(long pid, long started, long inner) {
    private static final List<String> NAMESPACES = List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--net",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc");

    /** Says in one sentence what this machine lacks, if it lacks something. */
    static void check() {
        for (var program : List.of("unshare", "nsenter", "setsid", "ip", "mount", "umount", "chroot", "hostname")) {
            if (Command.of("sh", "-c", "command -v " + program).result().code() != 0) {
                throw new LabException("the lab needs the program '%s': install util-linux and iproute2 (Linux only)"
                        .formatted(program));
            }
        }
        var trial = Command.of(isolated("ip", "link", "add", "br0", "type", "bridge"))
                .result();
        if (trial.code() != 0) {
            throw new LabException(refusal(trial.errors()));
        }
    }

    /** The words that run a program as the first process of new namespaces, which end with it. */
    static List<String> isolated(String... program) {
        var words = new ArrayList<>(NAMESPACES);
        words.addAll(List.of(program));
        return words;
    }

    /** Explains why the kernel does not give us namespaces. */
    static String refusal(String errors) {
        return ("this machine does not allow user namespaces (%s): as root, set sysctl user.max_user_namespaces above 0,"
                        + " kernel.unprivileged_userns_clone=1 (Debian), kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu);"
                        + " in a container, run it privileged")
                .formatted(errors.strip().lines().findFirst().orElse("unshare failed"));
    }

    /** The running lab, if there is one. */
    static Optional<LabProcess> find(LabFiles files) {
        try {
            var words = Files.readString(files.pid()).strip().split(" ", -1);
            var recorded = new LabProcess(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
            return startOf(recorded.pid).filter(it -> it == recorded.started).map(it -> recorded);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /**
     * Starts a program as the first process of new namespaces. It survives the terminal and this process.
     *
     * @param log receives what it prints
     */
    static LabProcess start(LabFiles files, List<String> program, Path log) {
        var words = new ArrayList<>(List.of("setsid"));
        words.addAll(NAMESPACES);
        words.addAll(program);
        var process = Command.of(words).start(log);
        var inner = Poll.until(
                "the namespaces to be made; " + log + " tells more",
                Duration.ofSeconds(10),
                Duration.ofMillis(20),
                () -> process.isAlive() ? process.children().findFirst().map(ProcessHandle::pid) : Optional.of(0L));
        if (inner == 0) {
            throw new LabException("the lab's process ended at once", log);
        }
        var started =
                startOf(process.pid()).orElseThrow(() -> new LabException("the lab's process ended at once", log));
        var lab = new LabProcess(process.pid(), started, inner);
        LabFiles.writePrivately(files.pid(), "%d %d %d%n".formatted(lab.pid, lab.started, lab.inner));
        return lab;
    }

    boolean alive() {
        return startOf(pid).filter(it -> it == started).isPresent();
    }

    /** Ends everything inside and waits until it is gone. */
    void kill() {
        ProcessHandle.of(pid).filter(it -> alive()).ifPresent(ProcessHandle::destroyForcibly);
        // The first process inside goes last: the kernel ends all others of its pid namespace before.
        Poll.untilTrue(
                "the lab's processes to end",
                Duration.ofSeconds(30),
                Duration.ofMillis(50),
                () -> !alive() && ProcessHandle.of(inner).isEmpty());
    }

    /** The words that run a program inside, as the lab's root, in the present working directory. */
    List<String> enter(List<String> program) {
        var words = new ArrayList<>(List.of(
                "nsenter",
                "--target=" + inner,
                "--user",
                "--net",
                "--mount",
                "--pid",
                "--preserve-credentials",
                "--wdns=" + Path.of("").toAbsolutePath()));
        words.addAll(program);
        return words;
    }

    /** Start time of a process that is not a zombie: field 22 of its stat, counted behind the name in parentheses. */
    static Optional<Long> startOf(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z") ? Optional.empty() : Optional.of(Long.parseLong(fields[19]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
