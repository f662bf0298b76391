package io.metalstack.lab.simulator;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.EnumMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * metal-api v1 in this process, on a port of its own. What happens later follows the clock it was given.
 *
 * <pre>{@code
 * try (var metal = Simulator.builder().clock(clock).start()) {
 *     var project = metal.newProject();
 *     metal.faults().when(Route.ALLOCATE_MACHINE).next(1).afterCommit().drop();
 *     ... // a client at metal.baseUrl() with metal.keys()
 *     assertThat(metal.ledger().allocationsOf(project)).hasSize(1);
 *     assertThat(metal.holdings().leftIn(project)).isEmpty();
 * }
 * }</pre>
 */
public final class Simulator implements AutoCloseable {
    static {
        // Without it each answer waits for the client's delayed acknowledgement. Read when the server class loads.
        System.setProperty("sun.net.httpserver.nodelay", System.getProperty("sun.net.httpserver.nodelay", "true"));
    }

    private final Keys keys;
    private final Faults faults = new Faults();
    private final Inventory inventory;
    private final Control control;
    private final Holdings holdings;
    private final HttpServer server;
    private final EventStream events;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final URI baseUrl;

    private Simulator(Builder builder) throws IOException {
        keys = builder.keys;
        inventory = new Inventory(builder.clock, builder.seed, builder.profile);
        var lifecycle = new Lifecycle(inventory);
        control = new Control(inventory, lifecycle);
        holdings = new Holdings(inventory);
        inventory.run(() -> {
            new Furnisher(inventory).furnish(builder.inventory);
            lifecycle.start();
        });
        var handlers = new EnumMap<Route, HttpFront.Handler>(Route.class);
        new MachineRoutes(inventory, lifecycle).register(handlers);
        new NetworkRoutes(inventory).register(handlers);
        new NetworkAdmin(inventory).register(handlers);
        new IpRoutes(inventory).register(handlers);
        new CatalogRoutes(inventory).register(handlers);
        new ReservationRoutes(inventory).register(handlers);
        new CapacityRoute(inventory).register(handlers);
        var front = new HttpFront(builder.basePath, new Signatures(keys), inventory, faults, handlers);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(builder.bind), builder.port), 1024);
        server.setExecutor(threads);
        server.createContext("/", front::handle);
        events = serveControl(builder.pace);
        server.start();
        var host = builder.bind.contains(":") ? "[" + builder.bind + "]" : builder.bind;
        var path = builder.basePath.substring(0, builder.basePath.length() - 1);
        baseUrl = URI.create("http://" + host + ":" + server.getAddress().getPort() + path);
    }

    private EventStream serveControl(EventStream.Pace pace) {
        var front = new ControlFront();
        var switches = new FaultSwitches(faults);
        new ControlRoutes(inventory, control, holdings).register(front);
        new FaultRoutes(faults).register(front);
        switches.register(front);
        var run = UUID.randomUUID().toString();
        var stream = new EventStream(run, () -> ConsoleState.of(run, inventory, switches), inventory.ledger, pace);
        serve(ControlFront.PREFIX, front::handle);
        serve(ConsolePage.PATH.substring(0, ConsolePage.PATH.length() - 1), ConsolePage::handle);
        serve(EventStream.PATH, stream::handle);
        return stream;
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, handler).getFilters().add(new OwnPages());
    }

    /** How a simulator is to be. */
    public static final class Builder {
        private Clock clock = Clock.systemUTC();
        private long seed = 1;
        private Profile profile = Profile.instant();
        private Keys keys = Keys.miniLab();
        private InventorySpec inventory = InventorySpec.miniLab();
        private String bind = "127.0.0.1";
        private int port;
        private String basePath = "/metal/";
        private EventStream.Pace pace = EventStream.Pace.USUAL;

        private Builder() {}

        /** By which everything happens and signatures age; the system's unless given. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Of all that is random: order, choice of machines, numbers and ids. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** How long things take; {@link Profile#instant} unless given. */
        public Builder profile(Profile value) {
            profile = value;
            return this;
        }

        /** The secrets; those of mini-lab unless given. */
        public Builder keys(Keys value) {
            keys = value;
            return this;
        }

        /** What there is, and its keys if it has some; mini-lab unless given. */
        public Builder inventory(InventorySpec value) {
            inventory = value;
            keys = value.keys() == null ? keys : value.keys();
            return this;
        }

        /** mini-lab with so many machines. */
        public Builder machines(int count) {
            return inventory(inventory.withMachines(count));
        }

        /** The address to listen on; loopback unless given. */
        public Builder bind(String address) {
            bind = address;
            return this;
        }

        /** The port to listen on; 0, any free one, unless given. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** What comes before {@code v1} in every path; {@code /metal/} unless given. Begins and ends with a slash. */
        public Builder basePath(String value) {
            if (!value.startsWith("/") || !value.endsWith("/")) {
                throw new IllegalArgumentException(
                        "the base path must begin and end with a slash, as / and /metal/ do; it is \"" + value + "\"");
            }
            basePath = value;
            return this;
        }

        /** How the console's stream keeps time. */
        Builder pace(EventStream.Pace value) {
            pace = value;
            return this;
        }

        /**
         * Starts it.
         *
         * @throws IllegalStateException with one sentence, when it cannot listen there
         * @throws IllegalArgumentException with one sentence, when the inventory contradicts itself
         */
        public Simulator start() {
            try {
                return new Simulator(this);
            } catch (ApiError e) {
                throw new IllegalArgumentException("the inventory contradicts itself: " + e.text(), e);
            } catch (BindException e) {
                throw new IllegalStateException(
                        "cannot listen on " + bind + " port " + port + ": " + e.getMessage()
                                + "; stop what uses it, or choose another port (0 takes any free one)",
                        e);
            } catch (IOException e) {
                throw new IllegalStateException(
                        "cannot listen on " + bind + " port " + port + ": " + e.getMessage(), e);
            }
        }
    }

    /** mini-lab on any free port of the loopback interface, unless told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a client is configured with: scheme, host, port and base path, without a slash at the end. */
    public URI baseUrl() {
        return baseUrl;
    }

    /** Where the control listens, for other processes; {@code GET} it for a list of what there is. */
    public URI controlUrl() {
        return baseUrl.resolve(ControlFront.PREFIX);
    }

    /** Where a browser finds the console. */
    public URI consoleUrl() {
        return baseUrl.resolve(ConsolePage.PATH);
    }

    /** The secrets that a client may sign with. */
    public Keys keys() {
        return keys;
    }

    /** What is to go wrong. */
    public Faults faults() {
        return faults;
    }

    /** What was asked and what changed. */
    public Ledger ledger() {
        return inventory.ledger;
    }

    /** Who holds what now. */
    public Holdings holdings() {
        return holdings;
    }

    /** What happens from elsewhere. */
    public Control control() {
        return control;
    }

    /** Adds a project that nobody else uses; answers its id. */
    public String newProject() {
        return control.newProject();
    }

    /** Stops at once; calls that a fault holds are let go. */
    @Override
    public void close() {
        faults.clear();
        events.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
