package io.metalstack.lab.management;

import io.metalstack.lab.simulator.HeldMachine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which addresses a machine makes reachable, and when. Only what metal-api's allocation lists is ever announced, as on a
 * metal-stack machine whose routing is configured from its allocation; and what a kube-vip static pod on it names.
 *
 * <p>An address that the machine's own user data names as API endpoint is held back until its API server lives: a joining
 * control plane that already owned the address would talk to itself.
 *
 * @param nodeNetworks prefixes of its primary private network
 * @param nodeAddresses of its private networks, at once; the first is the machine's own
 * @param publicAddresses of other networks, at once
 * @param endpoints of other networks, while its API server lives
 * @param forwards whether it is a firewall with an external address: its node networks go out through it
 */
record AddressPlan(
        List<String> nodeNetworks,
        List<String> nodeAddresses,
        List<String> publicAddresses,
        List<String> endpoints,
        boolean forwards) {
    private static final String FIREWALL = "firewall";

    static AddressPlan of(HeldMachine machine, String userData) {
        boolean firewall = isFirewall(machine);
        var networks = new ArrayList<String>();
        var nodes = new ArrayList<String>();
        var publics = new ArrayList<String>();
        var endpoints = new ArrayList<String>();
        for (var network : machine.networks()) {
            var addresses = ipv4(network.ips());
            if (network.type().startsWith("privateprimary")) {
                networks.addAll(ipv4(network.prefixes()));
                nodes.addAll(0, addresses);
            } else if (network.type().startsWith("private")) {
                nodes.addAll(addresses);
            } else if (!network.type().equals("underlay")) {
                addresses.forEach(it -> (!firewall && isEndpoint(it, userData) ? endpoints : publics).add(it));
            }
        }
        return new AddressPlan(networks, nodes, publics, endpoints, firewall && !publics.isEmpty());
    }

    /** Whether it was allocated as a firewall. */
    static boolean isFirewall(HeldMachine machine) {
        return machine.role().equals(FIREWALL);
    }

    /** Those that the lab's networks know. */
    static List<String> ipv4(List<String> addresses) {
        return addresses.stream().filter(it -> !it.contains(":")).toList();
    }

    /** Whether user data names the address with a port; Ignition writes colons, and the blank before, in percent. */
    private static boolean isEndpoint(String address, String userData) {
        var named = Pattern.compile("((?<![0-9.])|(?<=%20))" + Pattern.quote(address) + "(:|%3A)[0-9]");
        return named.matcher(userData).find();
    }

    /**
     * The addresses that others are sent to this machine for, beside those it always has.
     *
     * @param apiServerLives whether the machine's own API server answers
     * @param named the addresses that kube-vip static pods on it name
     */
    Set<String> announced(boolean apiServerLives, List<String> named) {
        var announced = new LinkedHashSet<String>();
        if (apiServerLives) {
            announced.addAll(endpoints);
            announced.addAll(named);
        }
        return announced;
    }
}
