package io.metalstack.lab.bench;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a process uses, as the kernel counts it in {@code /proc}. */
final class ProcessMeter {
    /** In what {@code /proc/<pid>/stat} counts: USER_HZ is 100 on every architecture that Java runs on. */
    private static final int TICKS_PER_SECOND = 100;

    private final Path folder;

    ProcessMeter(long pid) {
        this(Path.of("/proc", Long.toString(pid)));
    }

    ProcessMeter(Path folder) {
        this.folder = folder;
    }

    /**
     * At one moment.
     *
     * @param cpu in user and kernel mode, of all threads, since it was started
     * @param residentMiB memory that it holds now
     * @param peakMiB the most that it ever held
     */
    record Reading(Duration cpu, double residentMiB, double peakMiB) {}

    /** @throws LabException it has ended */
    Reading read() {
        try {
            return parse(Files.readString(folder.resolve("stat")), Files.readString(folder.resolve("status")));
        } catch (IOException e) {
            throw new LabException("the provider has ended: " + e.getMessage(), e);
        }
    }

    static Reading parse(String stat, String status) {
        // The name of the program stands in brackets and may hold anything, brackets and blanks too.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        var ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return new Reading(
                Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND),
                mebibytes(status, "VmRSS:"),
                mebibytes(status, "VmHWM:"));
    }

    private static double mebibytes(String status, String key) {
        return status.lines()
                .filter(it -> it.startsWith(key))
                .map(it -> it.replaceAll("\\D", ""))
                .mapToDouble(it -> Long.parseLong(it) / 1024.0)
                .findFirst()
                .orElseThrow(() -> new LabException("the provider has ended: no " + key + " any more"));
    }
}
