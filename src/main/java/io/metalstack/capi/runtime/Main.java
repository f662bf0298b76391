package io.metalstack.capi.runtime;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the manager: reads the flags that Cluster API asks for, everything else is configuration. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String... args) {
        try {
            CommandLine.parse(args).settings().forEach(System::setProperty);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        Quarkus.run();
    }
}
