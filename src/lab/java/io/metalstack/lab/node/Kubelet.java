package io.metalstack.lab.node;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for the kubelet. Like the real one it waits for kubeadm to configure it, runs static pods before it has an
 * API server to talk to, gets itself a client certificate, and then keeps Node, lease and pods up to date.
 */
final class Kubelet {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final String PORT_FORWARD = MachineRoot.TOOLS + "/portforward";

    private final MachineRoot root;
    private final MachineSpec machine;
    private final Journal journal;
    private final StatusFile status;
    /** A permit means that there is something new to report. */
    private final Semaphore news = new Semaphore(0);

    Kubelet(MachineRoot root, MachineSpec machine, Journal journal, StatusFile status) {
        this.root = root;
        this.machine = machine;
        this.journal = journal;
        this.status = status;
    }

    /** Lives as long as the machine: ends by interruption only. */
    void run() throws IOException, InterruptedException {
        var config = awaitConfig();
        var flags = KubeletFlags.parse(optionalText(KubeletFlags.KUBEADM_FILE), optionalText(KubeletFlags.USER_FILE));
        var name = flags.value("hostname-override").orElse(machine.hostname());
        var address = flags.value("node-ip").orElse(machine.address());
        journal.say("kubelet of node " + name + " starts");
        status.nodeName(name);
        serveHealth(config.healthzPort());
        var pods = new StaticPods(root, config, address, journal, status, news::release);
        Thread.ofVirtual().name("static pods").start(pods::follow);
        awaitClientCertificate(name);
        servePortForward(config, name, address);
        speakFor(name, address, config, flags, pods);
    }

    private KubeletConfig awaitConfig() throws IOException, InterruptedException {
        while (true) {
            var config = KubeletConfig.parse(optionalText(KubeletConfig.FILE));
            if (config.isPresent()) {
                return config.get();
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private String optionalText(String path) throws IOException {
        return root.exists(path) ? root.readText(path) : "";
    }

    /** kubeadm waits for this answer before it goes on. */
    private static void serveHealth(int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/healthz", exchange -> {
            var answer = "ok".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            try (var body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        server.start();
    }

    private void awaitClientCertificate(String name) throws IOException, InterruptedException {
        var bootstrap = new TlsBootstrap(root, name, journal);
        while (!root.exists(Kubeconfig.KUBELET)) {
            if (root.exists(Kubeconfig.BOOTSTRAP)) {
                try {
                    bootstrap.attempt();
                    return;
                } catch (IOException e) {
                    journal.sayOnce("client certificate", "not yet: " + describe(e));
                    Thread.sleep(BETWEEN_ATTEMPTS);
                }
            } else {
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
    }

    private void servePortForward(KubeletConfig config, String name, String address) throws IOException {
        if (!root.exists(PORT_FORWARD)) {
            journal.say("no port-forward and no logs: this machine's image has no program portforward");
            return;
        }
        var command = root.command(List.of(
                PORT_FORWARD,
                "-listen=:" + config.port(),
                "-node=" + name,
                "-address=" + address,
                "-client-ca=" + config.clientCaFile()));
        new RestartingProcess("portforward", command, root.resolve("/var/log/pods/portforward.log"), journal);
    }

    private void speakFor(String name, String address, KubeletConfig config, KubeletFlags flags, StaticPods pods)
            throws InterruptedException {
        Optional<String> registered = Optional.empty();
        while (true) {
            try (var api = new KubeApi(Kubeconfig.read(root, Kubeconfig.KUBELET))) {
                var registration = new NodeRegistration(api, machine, name, address, config);
                if (registered.isEmpty()) {
                    registered = Optional.of(registration.register(flags));
                    journal.say("node " + name + " registered");
                }
                var uid = registered.get();
                rounds(registration, uid, new PodReports(api, name, uid, address, journal), pods);
            } catch (IOException e) {
                journal.sayOnce("API server", describe(e));
                // The file may hold another address or certificate by now, so it is read again.
                Thread.sleep(BETWEEN_ATTEMPTS);
            }
        }
    }

    private void rounds(NodeRegistration registration, String uid, PodReports reports, StaticPods pods)
            throws IOException, InterruptedException {
        var nextHeartbeat = Instant.MIN;
        while (true) {
            if (Instant.now().isAfter(nextHeartbeat)) {
                registration.heartbeat(uid);
                nextHeartbeat = Instant.now().plus(HEARTBEAT);
                journal.sayOnce("heartbeat", "reported Ready");
            }
            reports.report(pods.running());
            if (news.tryAcquire(BETWEEN_ROUNDS.toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        }
    }

    /** Java says nothing at all about a refused connection. */
    private static String describe(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
