package io.metalstack.lab.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A simulated machine, from the end of its installation on: the process that {@code init.sh} starts. */
public final class Node {

    private Node() {}

    /**
     * Boots the machine and stays until it is killed.
     *
     * @param args the machine's directory, see {@link MachineCommand#of}
     */
    public static void main(String[] args) throws InterruptedException {
        var console = new Journal(System.out);
        try {
            boot(Path.of(args[0]), console);
        } catch (IOException e) {
            console.say("The machine stops: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void boot(Path machineDir, Journal console) throws IOException, InterruptedException {
        var machine = MachineSpec.read(machineDir);
        var root = root(machineDir);
        var status = new StatusFile(machineDir);
        console.say("Machine " + machine.id() + " boots image " + machine.image() + " as " + machine.hostname());
        MachineImage.install(root, machine);

        var kubelet = new Kubelet(root, machine, Journal.in(machineDir.resolve("pods/kubelet.log")), status);
        var userData = UserData.of(userData(machineDir), InstanceData.of(machine));
        Thread.ofVirtual().name("bootstrap").start(() -> bootstrap(new Bootstrap(root, console, status), userData));
        kubelet.run();
    }

    /** Where {@code init.sh} builds the machine's root directory. */
    static MachineRoot root(Path machineDir) {
        return new MachineRoot(machineDir.resolve("root"));
    }

    private static byte[] userData(Path machineDir) throws IOException {
        var file = machineDir.resolve("user-data");
        return Files.exists(file) ? Files.readAllBytes(file) : "".getBytes(StandardCharsets.UTF_8);
    }

    private static void bootstrap(Bootstrap bootstrap, UserData userData) {
        try {
            bootstrap.run(userData);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
