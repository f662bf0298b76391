package io.metalstack.lab.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of metal-api and what it changed, from the first call on. The queries return lists, so that a test
 * asserts with what it sees. No body is kept: neither user data nor keys are in here.
 */
public final class Ledger {
    private static final int CALLS_KEPT = 500_000;

    private final List<Call> calls = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private long forgotten;

    /**
     * One call that was answered, or whose answer a fault withheld.
     *
     * @param number from 1, in the order of completion
     * @param at when it arrived, by the simulator's clock
     * @param route null when no route matches
     * @param path as the client wrote it, below the base path
     * @param role null without valid credentials
     * @param status of the answer, also where a fault withheld it; 0 when nothing was done and nothing answered
     * @param took from arrival until the answer was ready, in real time
     * @param changes what it changed, in order
     * @param message of a refusal, else empty
     * @param fault what a fault did to it, or null
     */
    public record Call(
            long number,
            Instant at,
            String method,
            @Nullable Route route,
            String path,
            @Nullable Role role,
            int status,
            Duration took,
            List<Change> changes,
            String message,
            @Nullable String fault) {
        /** Whether metal-api carried it out. */
        public boolean succeeded() {
            return status < 300;
        }
    }

    /** The kinds of things that change hands. */
    public enum What {
        MACHINE_ALLOCATED,
        MACHINE_FREED,
        /** A free of a machine that nobody held. */
        MACHINE_FREED_AGAIN,
        MACHINE_CHANGED,
        NETWORK_CREATED,
        NETWORK_CHANGED,
        NETWORK_FREED,
        IP_ALLOCATED,
        IP_CHANGED,
        /** Freed by a call, or released after its machine was freed. */
        IP_FREED
    }

    /**
     * One thing that changed hands.
     *
     * @param id the machine, network or address
     * @param allocation the allocation uuid of a machine or IP, else empty
     * @param project whose it was or became; empty when nobody's
     * @param name the allocation's, network's or IP's name
     * @param tags of the allocation or IP, or labels of the network as {@code key=value}
     */
    public record Change(
            Instant at, What what, String id, String allocation, String project, String name, List<String> tags) {
        public Change {
            tags = List.copyOf(tags);
        }
    }

    synchronized Call add(
            Instant at,
            String method,
            @Nullable Route route,
            String path,
            @Nullable Role role,
            int status,
            Duration took,
            List<Change> made,
            String message,
            @Nullable String fault) {
        if (calls.size() == CALLS_KEPT) {
            calls.subList(0, CALLS_KEPT / 2).clear();
            forgotten += CALLS_KEPT / 2;
        }
        var call = new Call(
                forgotten + calls.size() + 1, at, method, route, path, role, status, took, made, message, fault);
        calls.add(call);
        return call;
    }

    synchronized void add(Change change) {
        changes.add(change);
    }

    synchronized int changeCount() {
        return changes.size();
    }

    synchronized List<Change> changesFrom(int index) {
        return List.copyOf(changes.subList(index, changes.size()));
    }

    /** All calls, the oldest first. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The newest calls after the one of this number, at most so many, the oldest first. */
    synchronized List<Call> newestAfter(long number, int atMost) {
        var from = Math.max(number - forgotten, calls.size() - (long) atMost);
        return List.copyOf(calls.subList(Math.clamp(from, 0, calls.size()), calls.size()));
    }

    /** The calls of one route, the oldest first. */
    public List<Call> calls(Route route) {
        return calls().stream().filter(c -> c.route() == route).toList();
    }

    /** How often one route was called. */
    public int count(Route route) {
        return calls(route).size();
    }

    /** How often each route was called; routes without a call are absent. */
    public Map<Route, Integer> countsByRoute() {
        var counts = new EnumMap<Route, Integer>(Route.class);
        for (var call : calls()) {
            if (call.route() != null) {
                counts.merge(call.route(), 1, Integer::sum);
            }
        }
        return Collections.unmodifiableMap(counts);
    }

    /** Calls that were refused because the role is too low. */
    public List<Call> refusedForRole() {
        return calls().stream()
                .filter(c -> c.status() == 403 && c.role() != null && c.fault() == null)
                .toList();
    }

    /** Calls without valid credentials: wrong key, wrong clock, none at all. */
    public List<Call> refusedForCredentials() {
        return calls().stream()
                .filter(c -> c.status() == 403 && c.role() == null)
                .toList();
    }

    /** All changes, the oldest first; also those that no call made, as the lagging release of IPs. */
    public synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    /** The changes of one kind, the oldest first. */
    public List<Change> changes(What what) {
        return changes().stream().filter(c -> c.what() == what).toList();
    }

    /** Every allocation ever made of a machine or firewall that carries this tag, still held or not. */
    public List<Change> allocationsTagged(String tag) {
        return changes(What.MACHINE_ALLOCATED).stream()
                .filter(c -> c.tags().contains(tag))
                .toList();
    }

    /** Every allocation ever made of a machine or firewall in this project, still held or not. */
    public List<Change> allocationsOf(String project) {
        return changes(What.MACHINE_ALLOCATED).stream()
                .filter(c -> c.project().equals(project))
                .toList();
    }

    /**
     * Tags with this key that more than one allocation carried, each with those allocations. With the key of a claim,
     * which is unique per object, an empty map says "never two".
     *
     * @param key without {@code =}
     */
    public Map<String, List<Change>> allocatedMoreThanOncePer(String key) {
        var byTag = new TreeMap<String, List<Change>>();
        for (var allocation : changes(What.MACHINE_ALLOCATED)) {
            for (var tag : allocation.tags()) {
                if (tag.startsWith(key + "=")) {
                    byTag.computeIfAbsent(tag, k -> new ArrayList<>()).add(allocation);
                }
            }
        }
        byTag.values().removeIf(list -> list.size() < 2);
        return byTag;
    }

    /** Frees of machines that nobody held, and frees of networks and IPs that were gone already. */
    public List<Call> doubleFrees() {
        return calls().stream()
                .filter(c -> c.changes().stream().anyMatch(change -> change.what() == What.MACHINE_FREED_AGAIN)
                        || (c.status() == 404 && c.fault() == null && frees(c.route())))
                .toList();
    }

    private static boolean frees(@Nullable Route route) {
        if (route == null) {
            return false;
        }
        return switch (route) {
            case FREE_MACHINE, FREE_NETWORK, FREE_NETWORK_DEPRECATED, FREE_IP, FREE_IP_DEPRECATED -> true;
            default -> false;
        };
    }

    /** Everything that calls freed and that {@code ours} does not admit, e.g. for want of our tag. */
    public List<Change> foreignFrees(Predicate<Change> ours) {
        return calls().stream()
                .flatMap(c -> c.changes().stream())
                .filter(c -> switch (c.what()) {
                    case MACHINE_FREED, NETWORK_FREED, IP_FREED -> true;
                    default -> false;
                })
                .filter(ours.negate())
                .toList();
    }
}
