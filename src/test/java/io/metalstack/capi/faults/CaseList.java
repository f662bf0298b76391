package io.metalstack.capi.faults;

import io.metalstack.capi.faults.CallMishap.Effect;
import io.metalstack.capi.faults.Write.Verb;
import io.metalstack.capi.faults.WriteFault.Mishap;
import io.metalstack.lab.simulator.Faults.Moment;
import io.metalstack.lab.simulator.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** The cases, generated from the calls that a life really makes; only such as can happen. */
final class CaseList {

    /** An allocation in a life: what of, by which call, in which phase. */
    private record Allocation(Phase phase, String subject, Route route) {

        /** The object on which it is announced and recorded. */
        private String object() {
            return subject.equals("network") || subject.equals("ip") ? "cluster" : subject;
        }
    }

    /** A release in a life. */
    private record Release(Phase phase, String subject, Route route) {}

    private static final List<Allocation> ALLOCATIONS = List.of(
            new Allocation(Phase.CREATE_CLUSTER, "network", Route.ALLOCATE_NETWORK),
            new Allocation(Phase.CREATE_CLUSTER, "ip", Route.ALLOCATE_IP),
            new Allocation(Phase.CREATE_WORKER, "machine", Route.ALLOCATE_MACHINE),
            new Allocation(Phase.CREATE_FIREWALL, "firewall", Route.ALLOCATE_FIREWALL),
            new Allocation(Phase.CREATE_CONTROL_PLANE, "machine", Route.ALLOCATE_MACHINE),
            new Allocation(Phase.GROW, "machine", Route.ALLOCATE_MACHINE),
            new Allocation(Phase.ROLL, "machine", Route.ALLOCATE_MACHINE),
            new Allocation(Phase.ROLL_FIREWALL, "firewall", Route.ALLOCATE_FIREWALL));

    /** Of which a mishap is combined with a death: one of each kind. What holds a machine holds a firewall too. */
    private static final List<Allocation> IN_DEPTH = ALLOCATIONS.subList(0, 3);

    /** During which people meddle. */
    private static final List<Allocation> MEDDLED_WITH = ALLOCATIONS.subList(0, 4);

    private static final List<Release> RELEASES = List.of(
            new Release(Phase.SHRINK, "machine", Route.FREE_MACHINE),
            new Release(Phase.ROLL, "machine", Route.FREE_MACHINE),
            new Release(Phase.DELETE_MACHINES, "machine", Route.FREE_MACHINE),
            new Release(Phase.ROLL_FIREWALL, "firewall", Route.FREE_MACHINE),
            new Release(Phase.DELETE_WITH_FIREWALL, "firewall", Route.FREE_MACHINE),
            new Release(Phase.DELETE_CLUSTER, "cluster", Route.FREE_IP),
            new Release(Phase.DELETE_CLUSTER, "cluster", Route.FREE_NETWORK));

    /** What else is called where a firewall comes or goes is called for clusters and machines too, and struck there. */
    private static final Set<Route> OF_A_FIREWALL =
            EnumSet.of(Route.FIND_MACHINES, Route.PARTITION_CAPACITY, Route.ALLOCATE_FIREWALL, Route.FREE_MACHINE);

    private final Set<FaultCase> cases = new LinkedHashSet<>();

    private CaseList() {}

    /** All single cases. */
    static List<FaultCase> of(Map<Phase, Set<Route>> calls) {
        var list = new CaseList();
        calls.forEach((phase, routes) -> routes.stream()
                .filter(it -> !phase.ofFirewall() || OF_A_FIREWALL.contains(it))
                .forEach(route -> list.mishapsOf(phase, route)));
        ALLOCATIONS.forEach(list::deathsOf);
        RELEASES.forEach(list::deathsOf);
        IN_DEPTH.forEach(list::mishapsWithDeath);
        RELEASES.forEach(list::mishapsWithDeath);
        list.writes();
        list.deathsOfDeployment();
        list.writesOfFirewall();
        for (var phase : Phase.values()) {
            for (var kind : Outage.Kind.values()) {
                list.add(new Outage(phase, kind));
            }
        }
        list.deeds();
        return List.copyOf(list.cases);
    }

    /** The cases in which a real process is killed: every death alone, where something comes or goes. */
    static List<FaultCase> realDeaths(List<FaultCase> singles) {
        var leftOut = EnumSet.of(
                Phase.CREATE_CONTROL_PLANE, Phase.GROW, Phase.ROLL, Phase.ROLL_FIREWALL, Phase.DELETE_WITH_FIREWALL);
        return singles.stream()
                .filter(it -> it.strikes().size() == 1 && it.deaths() == 1)
                .filter(it -> !leftOut.contains(it.strikes().getFirst().phase()))
                .map(FaultCase::inProcessOfItsOwn)
                .toList();
    }

    /** So many pairs of single cases that do not strike the same thing, chosen by the seed. */
    static List<FaultCase> pairs(List<FaultCase> singles, int count, long seed) {
        var random = new Random(seed);
        var pairable = singles.stream()
                .filter(it -> it.strikes().size() == 1)
                .map(it -> it.strikes().getFirst())
                .filter(it -> !(it instanceof Outage))
                .toList();
        var pairs = new LinkedHashSet<FaultCase>();
        while (pairs.size() < count) {
            var two = List.of(
                    pairable.get(random.nextInt(pairable.size())), pairable.get(random.nextInt(pairable.size())));
            var struck = two.stream().map(Strike::phase).collect(Collectors.toSet());
            var ofOneLife = Life.phases(struck).containsAll(struck); // a cluster is deleted in one of two ways
            if (ofOneLife && !two.get(0).target().equals(two.get(1).target())) {
                pairs.add(new FaultCase(
                        two.stream()
                                .sorted((one, other) -> one.phase().compareTo(other.phase()))
                                .toList(),
                        false));
            }
        }
        return List.copyOf(pairs);
    }

    /** So many cases, chosen by the seed. */
    static List<FaultCase> sample(List<FaultCase> all, int count, long seed) {
        var shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(seed));
        return List.copyOf(shuffled.subList(0, Math.min(count, shuffled.size())));
    }

    private void add(Strike... strikes) {
        cases.add(FaultCase.of(strikes));
    }

    private void mishapsOf(Phase phase, Route route) {
        EnumSet.allOf(CallMishap.class).stream()
                .filter(it -> it.appliesTo(route))
                .forEach(it -> add(new CallStrike(phase, route, it)));
    }

    private void deathsOf(Allocation it) {
        var object = it.object();
        if (!it.subject.equals("ip")) {
            add(dies(it.phase, object, Verb.TAKE_ON, Mishap.KILLED_BEFORE));
            add(dies(it.phase, object, Verb.TAKE_ON, Mishap.KILLED_AFTER));
            add(dies(it.phase, object, Verb.PUBLISH, Mishap.KILLED_BEFORE));
            add(dies(it.phase, object, Verb.PUBLISH, Mishap.KILLED_AFTER));
        }
        add(dies(it.phase, it.subject, Verb.ANNOUNCE, Mishap.KILLED_BEFORE));
        add(dies(it.phase, it.subject, Verb.ANNOUNCE, Mishap.KILLED_AFTER)); // between intent and call
        add(new CallDeath(it.phase, it.route, Moment.BEFORE_COMMIT));
        add(new CallDeath(it.phase, it.route, Moment.AFTER_COMMIT)); // between call and record
        add(dies(it.phase, it.subject, Verb.RECORD, Mishap.KILLED_BEFORE));
        add(dies(it.phase, it.subject, Verb.RECORD, Mishap.KILLED_AFTER)); // between record and status
    }

    private void deathsOf(Release it) {
        add(new CallDeath(it.phase, it.route, Moment.BEFORE_COMMIT));
        add(new CallDeath(it.phase, it.route, Moment.AFTER_COMMIT));
        for (var look : it.subject.equals("cluster")
                ? List.of(Route.FIND_IPS, Route.FIND_NETWORKS, Route.FIND_MACHINES)
                : List.of(Route.FIND_MACHINES)) {
            add(new CallDeath(it.phase, look, Moment.BEFORE_COMMIT));
            add(new CallDeath(it.phase, look, Moment.AFTER_COMMIT));
        }
        add(dies(it.phase, it.subject, Verb.LET_GO, Mishap.KILLED_BEFORE));
        add(dies(it.phase, it.subject, Verb.LET_GO, Mishap.KILLED_AFTER));
    }

    /** A call goes wrong, and the process dies while it makes up for it. */
    private void mishapsWithDeath(Allocation it) {
        var object = it.object();
        for (var mishap : CallMishap.values()) {
            if (!mishap.appliesTo(it.route)) {
                continue;
            }
            for (var kill : List.of(Mishap.KILLED_BEFORE, Mishap.KILLED_AFTER)) {
                var goesWrong = new CallStrike(it.phase, it.route, mishap);
                add(goesWrong, dies(it.phase, it.subject, Verb.RECORD, kill));
                if (mishap.effect == Effect.CERTAINLY_NONE) {
                    add(goesWrong, dies(it.phase, object, Verb.WITHDRAW, kill));
                }
                if (mishap.effect != Effect.MADE) {
                    add(
                            goesWrong,
                            dies(it.phase, it.subject, Verb.ANNOUNCE, kill).nth(2));
                }
            }
        }
    }

    private void mishapsWithDeath(Release it) {
        for (var mishap : CallMishap.values()) {
            if (mishap.appliesTo(it.route) && it.phase != Phase.ROLL && !it.phase.ofFirewall()) {
                for (var kill : List.of(Mishap.KILLED_BEFORE, Mishap.KILLED_AFTER)) {
                    add(new CallStrike(it.phase, it.route, mishap), dies(it.phase, it.subject, Verb.LET_GO, kill));
                }
            }
        }
    }

    /** A cluster that goes without a hitch publishes nothing any more. */
    private void writes() {
        for (var verb : List.of(Verb.TAKE_ON, Verb.ANNOUNCE, Verb.RECORD, Verb.PUBLISH)) {
            mishapsOf(Phase.CREATE_WORKER, "machine", verb);
        }
        mishapsOf(Phase.CREATE_CLUSTER, "cluster", Verb.TAKE_ON);
        mishapsOf(Phase.CREATE_CLUSTER, "cluster", Verb.PUBLISH);
        for (var subject : List.of("network", "ip")) {
            mishapsOf(Phase.CREATE_CLUSTER, subject, Verb.ANNOUNCE);
            mishapsOf(Phase.CREATE_CLUSTER, subject, Verb.RECORD);
        }
        for (var phase : List.of(Phase.SHRINK, Phase.DELETE_MACHINES)) {
            mishapsOf(phase, "machine", Verb.LET_GO);
            mishapsOf(phase, "machine", Verb.PUBLISH);
        }
        mishapsOf(Phase.DELETE_CLUSTER, "cluster", Verb.LET_GO);
    }

    /** A firewall's own writes are those of a machine; here each goes wrong once, and what only it has also repeated. */
    private void writesOfFirewall() {
        for (var verb : List.of(Verb.TAKE_ON, Verb.ANNOUNCE, Verb.RECORD, Verb.PUBLISH)) {
            mishapsOf(Phase.CREATE_FIREWALL, "firewall", verb, false);
        }
        for (var verb : List.of(Verb.OWN, Verb.TAKE_ON, Verb.PUBLISH)) {
            mishapsOf(Phase.CREATE_FIREWALL, "deployment", verb, false);
        }
        mishapsOf(Phase.CREATE_FIREWALL, "template", Verb.OWN, false);
        mishapsOf(Phase.ROLL_FIREWALL, "firewall", Verb.MAKE);
        mishapsOf(Phase.ROLL_FIREWALL, "firewall", Verb.DISCARD);
        mishapsOf(Phase.DELETE_WITH_FIREWALL, "deployment", Verb.DISCARD, false);
        mishapsOf(Phase.DELETE_WITH_FIREWALL, "deployment", Verb.LET_GO, false);
    }

    /** Of who makes and deletes firewalls and allocates none. */
    private void deathsOfDeployment() {
        for (var kill : List.of(Mishap.KILLED_BEFORE, Mishap.KILLED_AFTER)) {
            add(dies(Phase.CREATE_FIREWALL, "deployment", Verb.OWN, kill));
            add(dies(Phase.CREATE_FIREWALL, "deployment", Verb.TAKE_ON, kill));
            add(dies(Phase.CREATE_FIREWALL, "template", Verb.OWN, kill));
            add(dies(Phase.CREATE_FIREWALL, "firewall", Verb.MAKE, kill));
            add(dies(Phase.ROLL_FIREWALL, "firewall", Verb.MAKE, kill));
            add(dies(Phase.ROLL_FIREWALL, "firewall", Verb.DISCARD, kill));
            add(dies(Phase.DELETE_WITH_FIREWALL, "firewall", Verb.DISCARD, kill));
            add(dies(Phase.DELETE_WITH_FIREWALL, "deployment", Verb.DISCARD, kill));
            add(dies(Phase.DELETE_WITH_FIREWALL, "deployment", Verb.LET_GO, kill));
        }
    }

    private void mishapsOf(Phase phase, String subject, Verb verb) {
        mishapsOf(phase, subject, verb, true);
    }

    /** Against a status, published without a lock, or against an object that is made, nothing of others can stand. */
    private void mishapsOf(Phase phase, String subject, Verb verb, boolean repeated) {
        for (var mishap : Mishap.values()) {
            var possible = mishap != Mishap.CONFLICT || verb != Verb.PUBLISH && verb != Verb.MAKE;
            if (!mishap.kills() && !mishap.holds() && possible) {
                var strike = WriteStrike.of(phase, subject, verb, mishap);
                add(strike);
                if (repeated && mishap != Mishap.CONFLICT) {
                    add(strike.repeated());
                }
            }
        }
    }

    /** A finalizer is taken off by hand only while the object lives: with it goes the promise to free anything. */
    private void deeds() {
        for (var kind : Deed.Kind.values()) {
            for (var object : List.of("cluster", "machine")) {
                add(new Deed(Phase.GROW, kind, object, Optional.empty()));
                if (kind != Deed.Kind.UNFINALIZE) {
                    add(new Deed(Phase.DELETE_MACHINES, kind, object, Optional.empty()));
                }
            }
            if (kind != Deed.Kind.UNFINALIZE) {
                add(new Deed(Phase.DELETE_CLUSTER, kind, "cluster", Optional.empty()));
            }
            for (var allocation : MEDDLED_WITH) {
                for (var moment : Moment.values()) {
                    var call = new Deed.Call(allocation.route, moment);
                    add(new Deed(allocation.phase, kind, allocation.object(), Optional.of(call)));
                }
            }
            for (var object : kind == Deed.Kind.STRIP ? List.of("firewall") : List.of("firewall", "deployment")) {
                add(new Deed(Phase.ROLL_FIREWALL, kind, object, Optional.empty()));
                if (kind != Deed.Kind.UNFINALIZE) {
                    add(new Deed(Phase.DELETE_WITH_FIREWALL, kind, object, Optional.empty()));
                }
            }
        }
    }

    private static WriteStrike dies(Phase phase, String subject, Verb verb, Mishap kill) {
        return WriteStrike.of(phase, subject, verb, kill);
    }
}
