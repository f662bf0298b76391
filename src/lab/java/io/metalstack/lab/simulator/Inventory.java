package io.metalstack.lab.simulator;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that metal-api knows, in memory. Everything in it is read and changed through {@link #locked}, one caller at a
 * time; what is due by the clock has happened before the caller looks.
 */
final class Inventory {
    final Map<String, Catalog.Partition> partitions = new LinkedHashMap<>();
    final Map<String, Catalog.Size> sizes = new LinkedHashMap<>();
    final Map<String, Catalog.Image> images = new LinkedHashMap<>();
    final Map<String, Catalog.Layout> layouts = new LinkedHashMap<>();
    final Map<String, Catalog.Project> projects = new LinkedHashMap<>();
    final Map<String, Catalog.Reservation> reservations = new LinkedHashMap<>();
    /** By size: which versions of an operating system it can run; an absent one is not constrained. */
    final Map<String, Map<String, String>> sizeImageConstraints = new HashMap<>();

    final Map<String, Machine> machines = new LinkedHashMap<>();
    final Map<String, Network> networks = new LinkedHashMap<>();
    final Map<String, Ip> ips = new LinkedHashMap<>();

    final Addresses addresses = new Addresses();
    final NumberPool vrfs;
    final NumberPool asns;
    final Schedule schedule;
    final Profile profile;
    final Ledger ledger;
    final Races races = new Races();

    private final ReentrantLock lock = new ReentrantLock();
    private final Random random;

    Inventory(Clock clock, long seed, Profile profile) {
        this.random = new Random(seed);
        this.vrfs = new NumberPool(random);
        this.asns = new NumberPool(random);
        this.schedule = new Schedule(clock);
        this.profile = profile;
        this.ledger = new Ledger();
    }

    /** The switches for what happens between servers of metal-api, where a client only sees the outcome. */
    static final class Races {
        /** Partitions whose allocation lock somebody else holds. */
        final Set<String> lockedPartitions = new HashSet<>();
        /** What becomes of the next allocation. */
        @Nullable
        Race next;
        /** metal-api counts a project's firewalls for its machine quota; false counts what the name says. */
        boolean quotaCountsFirewalls = true;
        /** While set, IPs of freed machines are not released. */
        boolean ipReleasePaused;

        final List<Runnable> pausedReleases = new ArrayList<>();

        boolean lost(Race race) {
            if (next != race) {
                return false;
            }
            next = null;
            return true;
        }
    }

    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            schedule.settle();
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    void run(Runnable work) {
        locked(() -> {
            work.run();
            return true;
        });
    }

    Instant now() {
        return schedule.now();
    }

    String newUuid() {
        return new UUID(
                        (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L,
                        (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L)
                .toString();
    }

    <T> T anyOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The same things in the order in which metal-api happens to answer them: none. */
    <T> List<T> shuffled(Collection<T> things) {
        var list = new ArrayList<>(things);
        Collections.shuffle(list, random);
        return list;
    }

    Machine machine(String id) {
        return found(machines, "machine", id);
    }

    Network network(String id) {
        return found(networks, "network", id);
    }

    Ip ip(String address) {
        return found(ips, "ip", address);
    }

    static <T> T found(Map<String, T> things, String entity, String id) {
        var thing = things.get(id);
        if (thing == null) {
            throw ApiError.notFound(entity, id);
        }
        return thing;
    }

    /** The project, or the words of the master data service that metal-api passes on. */
    Catalog.Project project(String id) {
        var project = projects.get(id);
        if (project == null) {
            throw new ApiError(
                    404,
                    "rpc error: code = NotFound desc = project with id:" + id
                            + " not found sql: no rows in result set");
        }
        return project;
    }

    Optional<Network> superNetworkOf(String partitionId) {
        return networks.values().stream()
                .filter(n -> n.privateSuper && n.partitionId.equals(partitionId))
                .findFirst();
    }

    Optional<Network> underlayOf(String partitionId) {
        return networks.values().stream()
                .filter(n -> n.underlay && n.partitionId.equals(partitionId))
                .findFirst();
    }

    boolean hasAddressesInUse(Network network) {
        return ips.values().stream().anyMatch(ip -> ip.networkId.equals(network.id));
    }
}
