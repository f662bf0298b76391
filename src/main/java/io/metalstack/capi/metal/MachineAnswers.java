package io.metalstack.capi.metal;

import static io.metalstack.capi.metal.Answers.each;
import static io.metalstack.capi.metal.Answers.text;
import static io.metalstack.capi.metal.Answers.time;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metalstack.capi.metal.MachineRoutes.Allocated;
import io.metalstack.capi.metal.MachineRoutes.AllocatedNetwork;
import io.metalstack.capi.metal.MachineRoutes.Event;
import io.metalstack.capi.metal.MachineRoutes.Events;
import io.metalstack.capi.metal.MachineRoutes.MachineAnswer;
import io.metalstack.capi.metal.MachineRoutes.Named;
import io.metalstack.capi.metal.MetalMachine.Allocation;
import io.metalstack.capi.metal.MetalMachine.Network;
import io.metalstack.capi.metal.MetalMachine.ProvisioningEvents;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From metal-api's machines to ours. Lists without an order there get one here, so that equal machines are equal. */
final class MachineAnswers {

    private static final String PHONED_HOME = "Phoned Home";
    private static final ObjectReader READER = new JsonMapper().readerFor(MachineAnswer.class);

    private MachineAnswers() {}

    /**
     * Reads a list of machines one by one: what is not kept of one is gone before the next arrives. Closes the stream.
     *
     * @throws IOException if the answer is broken off, or is no list of machines
     */
    static List<MetalMachine> read(InputStream answer) throws IOException {
        try (answer;
                var parser = READER.createParser(answer)) {
            var machines = new ArrayList<MetalMachine>();
            var start = parser.nextToken();
            if (start == JsonToken.VALUE_NULL) {
                return machines;
            }
            if (start != JsonToken.START_ARRAY) {
                throw new IOException("no JSON list");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                machines.add(machine(READER.<MachineAnswer>readValue(parser)));
            }
            return machines;
        }
    }

    static MetalMachine machine(MachineAnswer answer) {
        return new MetalMachine(
                text(answer.id()),
                id(answer.partition()),
                id(answer.size()),
                text(answer.rack()),
                text(answer.liveliness()),
                answer.state() != null && "LOCKED".equals(answer.state().value()),
                Set.copyOf(each(answer.tags())),
                events(answer.events()),
                Optional.ofNullable(answer.allocation()).map(MachineAnswers::allocation));
    }

    private static Allocation allocation(Allocated answer) {
        return new Allocation(
                text(answer.uuid()),
                text(answer.project()),
                text(answer.role()),
                text(answer.name()),
                text(answer.hostname()),
                id(answer.image()),
                Objects.requireNonNullElse(time(answer.created()), Instant.EPOCH),
                each(answer.networks()).stream()
                        .map(MachineAnswers::network)
                        .sorted(Comparator.comparing(Network::id))
                        .toList());
    }

    private static Network network(AllocatedNetwork answer) {
        return new Network(
                text(answer.id()),
                text(answer.type()),
                each(answer.ips()).stream().sorted().toList(),
                answer.asn());
    }

    private static ProvisioningEvents events(@Nullable Events answer) {
        if (answer == null) {
            return new ProvisioningEvents("", null, null, null, false, false);
        }
        var newestFirst = each(answer.log());
        var newest = newestFirst.stream().findFirst();
        var phonedHome = newestFirst.stream()
                .filter(it -> PHONED_HOME.equals(it.event()))
                .findFirst();
        return new ProvisioningEvents(
                newest.map(it -> text(it.event())).orElse(""),
                newest.map(MachineAnswers::timeOf).orElse(null),
                time(answer.lastEventTime()),
                phonedHome.map(MachineAnswers::timeOf).orElse(null),
                answer.crashLoop(),
                answer.failedReclaim());
    }

    private static @Nullable Instant timeOf(Event event) {
        return time(event.time());
    }

    private static String id(@Nullable Named named) {
        return named == null ? "" : text(named.id());
    }
}
