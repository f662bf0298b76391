package io.metalstack.lab.management;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The management clusters that the lab has room for, and the addresses and ports that keep them apart. */
enum Site {
    /** Where clusters are made. */
    FIRST(6443, 2379, 10257, 2, 10),
    /** Where they can be moved to. */
    SECOND(6444, 2381, 10258, 6, 60);

    private static final String NETWORK = "203.0.113.";
    private static final int PODS = 40;

    private final int apiServerPort;
    private final int etcdPort;
    private final int controllersPort;
    private final int firstComponent;
    private final int firstPod;

    Site(int apiServerPort, int etcdPort, int controllersPort, int firstComponent, int firstPod) {
        this.apiServerPort = apiServerPort;
        this.etcdPort = etcdPort;
        this.controllersPort = controllersPort;
        this.firstComponent = firstComponent;
        this.firstPod = firstPod;
    }

    /** For the lab's own processes and for Pods; nodes would reach any other address of the lab that it listened on. */
    String url() {
        return "https://" + Bridge.INTERNET.gateway() + ":" + apiServerPort;
    }

    int apiServerPort() {
        return apiServerPort;
    }

    String etcdUrl() {
        return "http://127.0.0.1:" + etcdPort;
    }

    String etcdPeerUrl() {
        return "http://127.0.0.1:" + (etcdPort + 1);
    }

    int controllersPort() {
        return controllersPort;
    }

    /** Where a component's first Pod is reachable, so that webhooks can be named by address before it exists. */
    String address(Component component) {
        return NETWORK + (firstComponent + component.ordinal());
    }

    /** For all other Pods. */
    List<String> podAddresses() {
        return IntStream.range(firstPod, firstPod + PODS)
                .mapToObj(it -> NETWORK + it)
                .toList();
    }

    /** The addresses that its serving certificate must bear; the last ones are those of the providers' webhooks. */
    List<String> servingAddresses() {
        var addresses = new ArrayList<>(List.of("127.0.0.1", Bridge.INTERNET.gateway()));
        for (var component : Component.values()) {
            addresses.add(address(component));
        }
        return addresses;
    }
}
