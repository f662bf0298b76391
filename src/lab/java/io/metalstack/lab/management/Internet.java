package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import java.util.List;

/** Somebody on the internet who answers: an echo at an address that no machine announces, so that nodes need a firewall. */
final class Internet {
    /** Of a documentation network that is none of metal-stack's or the lab's. */
    static final String ADDRESS = "198.51.100.1";

    /** Where it answers, over TCP and over UDP. */
    static final List<Integer> PORTS = List.of(53, 80, 443);

    private Internet() {}

    /** Starts the echo; it lives as long as the lab, or until it is closed. */
    static Server start(LabFiles files) {
        var network = NetworkNamespace.create(files.networks().resolve("internet"));
        network.connect("eth0", "echo", Bridge.INTERNET, List.of(ADDRESS));
        network.route("default", Bridge.INTERNET, "eth0");
        Bridge.INTERNET.route(ADDRESS);
        var ports = String.join(",", PORTS.stream().map(Object::toString).toList());
        var program = files.tools().resolve("probe").toString();
        var echo = Command.of(network.enter(program, "echo", "-address=" + ADDRESS, "-ports=" + ports));
        return Server.start("echo", echo, files.log("echo"));
    }
}
