package io.metalstack.lab.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that everything ran on, and how busy others kept it when the run began.
 *
 * @param loadAverage of the last minute
 */
record Host(String cpu, int cpus, long memoryMiB, String kernel, String java, double loadAverage) {

    static Host here() {
        return new Host(
                after("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(after("/proc/meminfo", "MemTotal").replace(" kB", "")) / 1024,
                System.getProperty("os.version"),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String after(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(it -> it.startsWith(key))
                    .map(it -> it.substring(it.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("0 kB");
        } catch (IOException e) {
            return "0 kB";
        }
    }
}
