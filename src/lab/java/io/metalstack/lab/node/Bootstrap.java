package io.metalstack.lab.node;

import io.metalstack.lab.node.StatusFile.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Carries user data out, as cloud-init does on the first boot, or Ignition before it and systemd with it. */
final class Bootstrap {

    /** Where cloud-init keeps its own. */
    private static final String SCRIPT = "/var/lib/cloud/instance/scripts/runcmd";

    /** CABPK's own commands leave this mark behind, in cloud-init as lines of their own, in Ignition in a file that a unit runs. */
    private static final String SUCCESS = "/run/cluster-api/bootstrap-success.complete";

    private final MachineRoot root;
    private final Journal console;
    private final StatusFile status;

    Bootstrap(MachineRoot root, Journal console, StatusFile status) {
        this.root = root;
        this.console = console;
        this.status = status;
    }

    /** Returns when the last command has ended; the outcome is on the console and in the status. */
    void run(UserData data) throws InterruptedException {
        switch (data) {
            case UserData.None() ->
                end(Phase.Booted, "There is no user data, so the machine is left as its image made it.");
            case UserData.Refused(var reason) -> end(Phase.Failed, reason + " The machine stays without bootstrap.");
            case UserData.Instructions instructions -> carryOut(instructions);
        }
    }

    private void carryOut(UserData.Instructions data) throws InterruptedException {
        data.notes().forEach(console::say);
        try {
            if (!data.firstCommands().isEmpty() && shell(data.firstCommands()) != 0) {
                console.say("A command of bootcmd failed; cloud-init goes on all the same.");
            }
            for (var file : data.files()) {
                write(file);
            }
        } catch (IOException e) {
            end(Phase.Failed, "The files of the user data could not be written: " + e.getMessage());
            return;
        }
        console.say("Wrote " + data.files().size() + " files of the user data, running "
                + data.commands().size() + " commands");
        try {
            var result = data.commands().isEmpty() ? 0 : shell(data.commands());
            if (promisesSuccess(data) && !root.exists(SUCCESS)) {
                end(Phase.Failed, "kubeadm did not succeed; the console shows what it said.");
            } else if (result != 0) {
                end(Phase.Failed, "The commands of the user data ended with status " + result + ".");
            } else {
                end(Phase.Booted, "");
            }
        } catch (IOException e) {
            end(Phase.Failed, "The commands of the user data could not be run: " + e.getMessage());
        }
    }

    private static boolean promisesSuccess(UserData.Instructions data) {
        return Stream.concat(
                        data.commands().stream(),
                        data.files().stream().map(it -> new String(it.content(), StandardCharsets.UTF_8)))
                .anyMatch(it -> it.contains(SUCCESS));
    }

    private void write(FileToWrite file) throws IOException, InterruptedException {
        root.write(file.path(), file.content(), file.mode(), file.append());
        if (file.owner().isEmpty()
                || file.owner().equals("root:root")
                || file.owner().equals("root")) {
            return;
        }
        var chown = root.command(List.of("chown", file.owner(), file.path()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        if (chown.start().waitFor() != 0) {
            console.say(file.path() + " stays with root: the lab's machines do not know its owner");
        }
    }

    /** One script for all lines, as in cloud-init: a variable set in one line is known in the next, a failure stops none. */
    static String script(List<String> lines) {
        return "#!/bin/sh\n" + String.join("\n", lines) + "\n";
    }

    private int shell(List<String> lines) throws IOException, InterruptedException {
        root.write(SCRIPT, script(lines), 0700);
        var process = root.command(List.of("/bin/sh", SCRIPT))
                .redirectErrorStream(true)
                .start();
        var output =
                Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(console::say));
        var result = process.waitFor();
        // What a command left running in the background may hold the output open for ever.
        output.join(Duration.ofSeconds(1));
        return result;
    }

    private void end(Phase phase, String message) {
        if (!message.isEmpty()) {
            console.say(message);
        }
        console.say(phase.name());
        status.phase(phase, message);
    }
}
