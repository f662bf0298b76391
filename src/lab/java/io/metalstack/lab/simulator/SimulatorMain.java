package io.metalstack.lab.simulator;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a simulator until it is told to end: {@code --port 8080 --bind 127.0.0.1 --base-path /metal/ --inventory
 * file.yaml --seed 1 --profile standalone}. Exit codes: 0 ended as told, 1 could not start, 2 the flags are wrong.
 */
public final class SimulatorMain {
    private static final String USAGE = """
            metal-api v1 simulator

              --port PORT          port to listen on (default 8080; 0: any free one)
              --bind ADDRESS       address to listen on (default 127.0.0.1)
              --base-path PATH     what comes before v1 in every path (default /metal/)
              --inventory FILE     YAML with machines, networks, ... (default: mini-lab with four machines);
                                   lab/inventory-sample.yaml says what can be in it
              --seed NUMBER        of everything random: order, choice, ids (default 1)
              --profile NAME       standalone (default): machines are installed by themselves within seconds;
                                   lab: somebody else sends the events of the installation; instant: no delays
            """;

    private SimulatorMain() {}

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        Simulator metal;
        try {
            if (Arrays.asList(args).contains("--help")) {
                out.print(USAGE);
                return 0;
            }
            metal = configure(args).start();
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        } catch (IllegalStateException e) {
            err.println(e.getMessage());
            return 1;
        }
        try (metal) {
            Runtime.getRuntime().addShutdownHook(new Thread(metal::close));
            out.println("metal-api simulator at " + metal.baseUrl() + ", control at " + metal.controlUrl()
                    + ", console at " + metal.consoleUrl() + "; Ctrl-C ends it");
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static Simulator.Builder configure(String[] args) {
        var builder = Simulator.builder().port(8080).profile(Profile.standalone());
        var rest = Arrays.asList(args).iterator();
        while (rest.hasNext()) {
            var flag = rest.next();
            switch (flag) {
                case "--port" -> builder.port((int) number(flag, value(flag, rest), 0, 65535));
                case "--bind" -> builder.bind(value(flag, rest));
                case "--base-path" -> builder.basePath(value(flag, rest));
                case "--inventory" -> builder.inventory(InventoryFile.read(Path.of(value(flag, rest))));
                case "--seed" -> builder.seed(number(flag, value(flag, rest), Long.MIN_VALUE, Long.MAX_VALUE));
                case "--profile" -> builder.profile(profile(value(flag, rest)));
                default ->
                    throw new IllegalArgumentException("unknown flag \"" + flag
                            + "\"; known are --port, --bind, --base-path, --inventory, --seed, --profile, --help");
            }
        }
        return builder;
    }

    private static String value(String flag, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(flag + " needs a value");
        }
        return rest.next();
    }

    private static long number(String flag, String text, long min, long max) {
        try {
            var number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, together with numbers out of range
        }
        throw new IllegalArgumentException(
                flag + " must be a whole number from " + min + " to " + max + "; it is \"" + text + "\"");
    }

    private static Profile profile(String name) {
        return switch (name) {
            case "standalone" -> Profile.standalone();
            case "lab" -> Profile.lab();
            case "instant" -> Profile.instant();
            default ->
                throw new IllegalArgumentException(
                        "--profile must be one of standalone, lab, instant; it is \"" + name + "\"");
        };
    }
}
