package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The control of the lab's simulator, by which things are made to go wrong.
 *
 * @param url of the simulator, without a slash at the end
 */
record MetalControl(String url) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> MOVES = Set.of("MACHINE_ALLOCATED", "MACHINE_FREED", "MACHINE_FREED_AGAIN");

    /** Asks what the words say, {@code METHOD PATH BODY}, and prints the answer: for who is not inside the lab. */
    public static void main(String... words) {
        System.out.println(new MetalControl(Variables.simulatorUrl()).ask(words[0], words[1], words[2]));
    }

    /** From now on no call of metal-api is answered. @return the number to {@link #release} it by */
    int holdAllCalls() {
        return ask("POST", "/control/faults", "{\"do\":\"hold\"}")
                .path("number")
                .asInt();
    }

    /** Calls are answered again, and those that waited, too. */
    void release(int fault) {
        var unused = ask("DELETE", "/control/faults/" + fault, "");
    }

    /** Somebody else frees a machine. */
    void takeAway(String machine) {
        var unused = ask("POST", "/control/machines/%s/take-away".formatted(machine), "{}");
    }

    /** Somebody writes anew what a client has written on a machine, a network or an address that it holds. */
    void record(String thing, Map<String, Object> words) {
        try {
            var unused = ask("POST", "/control/%s/record".formatted(thing), JSON.writeValueAsString(words));
        } catch (IOException e) {
            throw new LabException("cannot write an order: " + e.getMessage(), e);
        }
    }

    /**
     * Calls of metal-api.
     *
     * @param last number of the last one
     * @param allocate those that ask for a machine, firewall, network or address
     * @param free those that give one back
     * @param others all others with an editor's key: the provider looks with it, and the lab does not
     */
    record Calls(long last, int allocate, int free, int others) {
        static Calls of(JsonNode answer) {
            int allocate = 0;
            int free = 0;
            int others = 0;
            for (var call : answer.path("calls")) {
                var route = call.path("route").asText();
                if (route.startsWith("ALLOCATE_")) {
                    allocate++;
                } else if (route.startsWith("FREE_")) {
                    free++;
                } else if (call.path("role").asText().equals("EDIT")) {
                    others++;
                }
            }
            return new Calls(answer.path("revision").asLong(), allocate, free, others);
        }
    }

    /** What was asked of metal-api after the call of this number, whatever the answer; 0 for all. */
    Calls callsSince(long number) {
        return Calls.of(ask("GET", "/control/calls?since=" + number, ""));
    }

    /** How many things have changed hands so far. */
    int revision() {
        return ask("GET", "/control/changes", "").path("revision").asInt();
    }

    /** Which allocations of machines were made and freed after a {@link #revision}, in this order. */
    List<String> machinesMovedSince(int revision) {
        var moved = new ArrayList<String>();
        for (var change : ask("GET", "/control/changes?since=" + revision, "").path("changes")) {
            var what = change.path("what").asText();
            if (MOVES.contains(what)) {
                moved.add(what + " " + change.path("allocation").asText());
            }
        }
        return moved;
    }

    private JsonNode ask(String method, String path, String body) {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new LabException(
                        "the simulator's control answered %d to %s".formatted(answer.statusCode(), path));
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new LabException("the simulator's control cannot be asked: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while asking the simulator's control", e);
        }
    }
}
