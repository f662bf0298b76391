package io.metalstack.lab.simulator;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The address management behind metal-api (go-ipam): which addresses of a prefix are taken, and which child prefixes
 * were cut out of it. The lowest free address is given; a child comes from the smallest free block that is large enough.
 */
final class Addresses {
    private static final BigInteger MAX_INT32 = BigInteger.valueOf(Integer.MAX_VALUE);

    private final Map<Prefix, Pool> pools = new LinkedHashMap<>();

    /** The figures metal-api reports of a prefix; each is capped at 2147483647. */
    record Usage(long availableIps, long usedIps, long availablePrefixes, long usedPrefixes) {
        static final Usage NONE = new Usage(0, 0, 0, 0);

        Usage plus(Usage other) {
            return new Usage(
                    cap(availableIps + other.availableIps),
                    cap(usedIps + other.usedIps),
                    cap(availablePrefixes + other.availablePrefixes),
                    cap(usedPrefixes + other.usedPrefixes));
        }

        private static long cap(long value) {
            return Math.min(value, Integer.MAX_VALUE);
        }
    }

    private static final class Pool {
        final TreeSet<BigInteger> taken = new TreeSet<>();
        /** Cut out and not available in this prefix any more. */
        final TreeSet<Prefix> children = new TreeSet<>();

        final int reserved;

        /** Nothing is free but what was given back since. */
        boolean exhausted;

        final TreeSet<BigInteger> givenBack = new TreeSet<>();

        Pool(Prefix prefix) {
            taken.add(prefix.first());
            if (prefix.family() == Family.IPV4) {
                taken.add(prefix.last());
            }
            reserved = taken.size();
        }
    }

    void add(Prefix prefix) {
        pools.put(prefix, new Pool(prefix));
    }

    void remove(Prefix prefix) {
        pools.remove(prefix);
    }

    Optional<Prefix> overlapping(Prefix prefix) {
        return pools.keySet().stream().filter(prefix::overlaps).findFirst();
    }

    /** Takes the lowest free address, or nothing when there is none. */
    Optional<Address> acquire(Prefix prefix) {
        var pool = usable(prefix);
        if (pool.exhausted) {
            var again = Optional.ofNullable(pool.givenBack.pollFirst());
            again.ifPresent(pool.taken::add);
            return again.map(value -> new Address(value, prefix.family()));
        }
        var next = prefix.first();
        for (var taken : pool.taken) {
            if (!taken.equals(next)) {
                break;
            }
            next = next.add(BigInteger.ONE);
        }
        if (next.compareTo(prefix.last()) > 0) {
            return Optional.empty();
        }
        pool.taken.add(next);
        return Optional.of(new Address(next, prefix.family()));
    }

    /** Takes this address; false when somebody holds it, or it is the network's own or its broadcast address. */
    boolean acquire(Prefix prefix, Address address) {
        var pool = usable(prefix);
        if (pool.exhausted && !pool.givenBack.remove(address.value())) {
            return false;
        }
        return pool.taken.add(address.value());
    }

    private Pool usable(Prefix prefix) {
        var pool = pool(prefix);
        if (!pool.children.isEmpty()) {
            throw ApiError.unprocessable("prefix " + prefix + " has childprefixes, acquire ip not possible");
        }
        return pool;
    }

    void release(Prefix prefix, Address address) {
        var pool = pools.get(prefix);
        if (pool != null && pool.taken.remove(address.value()) && pool.exhausted) {
            pool.givenBack.add(address.value());
        }
    }

    /** Makes a prefix look as if somebody else held all that is free in it, or undoes that. */
    void exhaust(Prefix prefix, boolean exhausted) {
        var pool = pool(prefix);
        pool.exhausted = exhausted;
        pool.givenBack.clear();
    }

    boolean hasAddressesInUse(Prefix prefix) {
        var pool = pool(prefix);
        return pool.taken.size() > pool.reserved;
    }

    /** Cuts a child prefix of this length out of its parent. */
    Prefix cutChild(Prefix parent, int length) {
        if (length <= parent.length() || length > parent.family().bits()) {
            throw noChild(parent, "given length:" + length + " must be greater than prefix length:" + parent.length());
        }
        var pool = pool(parent);
        var block = freeBlocks(parent, pool).stream()
                .filter(free -> free.length() <= length)
                .min(Comparator.comparing((Prefix free) -> -free.length()).thenComparing(free -> free))
                .orElseThrow(() -> noChild(parent, "no prefix found in " + parent + " with length:" + length));
        var child = new Prefix(block.network(), length);
        pool.children.add(child);
        add(child);
        return child;
    }

    private static ApiError noChild(Prefix parent, String why) {
        return ApiError.unprocessable("cannot allocate free child prefix in ipam: error creating new prefix from:"
                + parent + " in ipam: invalid_argument: " + why);
    }

    /**
     * Gives a child back. As in go-ipam, the test for addresses counts to two in both families, and the parent learns
     * of the release before the child is really looked at: an IPv6 child with one address in use is thereby half gone.
     */
    void releaseChild(Prefix parent, Prefix child) {
        var pool = pools.get(child);
        if (pool == null || !pool(parent).children.contains(child)) {
            throw ApiError.unprocessable(
                    "error releasing child prefix in ipam: not_found: unable to find prefix " + child);
        }
        if (pool.taken.size() > 2) {
            throw stillHasAddresses(child);
        }
        pool(parent).children.remove(child);
        if (pool.taken.size() > pool.reserved) {
            throw stillHasAddresses(child);
        }
        pools.remove(child);
    }

    private static ApiError stillHasAddresses(Prefix child) {
        return ApiError.unprocessable("error releasing child prefix in ipam: invalid_argument: prefix " + child
                + " has ips, deletion not possible");
    }

    Usage usage(Prefix prefix) {
        var pool = pools.get(prefix);
        if (pool == null) {
            return Usage.NONE;
        }
        var smallest = prefix.family().bits() - 2;
        var availablePrefixes = freeBlocks(prefix, pool).stream()
                .map(block -> block.length() > smallest
                        ? BigInteger.ZERO
                        : BigInteger.ONE.shiftLeft(smallest - block.length()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        return new Usage(cap(prefix.size()), pool.taken.size(), cap(availablePrefixes), pool.children.size());
    }

    private static long cap(BigInteger value) {
        return value.min(MAX_INT32).longValue();
    }

    private Pool pool(Prefix prefix) {
        var pool = pools.get(prefix);
        if (pool == null) {
            throw ApiError.internal("unable to find prefix " + prefix + " in ipam");
        }
        return pool;
    }

    private static List<Prefix> freeBlocks(Prefix prefix, Pool pool) {
        var free = new ArrayList<Prefix>();
        collectFree(prefix, pool, free);
        return free;
    }

    private static void collectFree(Prefix block, Pool pool, List<Prefix> free) {
        if (pool.children.stream().noneMatch(block::overlaps)) {
            free.add(block);
        } else if (pool.children.stream().noneMatch(child -> child.contains(block))) {
            collectFree(block.lowerHalf(), pool, free);
            collectFree(block.upperHalf(), pool, free);
        }
    }
}
