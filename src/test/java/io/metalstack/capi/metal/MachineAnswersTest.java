package io.metalstack.capi.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineAnswersTest {

    private static final String WORKER = """
            {
              "id": "m-1", "name": "", "description": "",
              "partition": {"id": "muc", "bootconfig": {"imageurl": ""}},
              "rackid": "rack-1",
              "size": {"id": "v1-small-x86", "constraints": []},
              "hardware": {"memory": 2147483648, "cpu_cores": 0, "disks": [{"name": "/dev/vda", "size": 1}], "nics": []},
              "allocation": {
                "creator": "metal-edit@metal-stack.io", "created": "2026-01-02T03:04:05.123456789Z",
                "name": "w-1", "project": "p-1",
                "image": {"id": "debian-13.0.20260101", "features": ["machine"]},
                "networks": [
                  {"networkid": "n-2", "ips": ["1.2.3.4"], "networktype": "external", "asn": 4210000042, "nat": true},
                  {"networkid": "n-1", "ips": ["2001:db8::1", "10.0.0.1"], "networktype": "privateprimaryunshared", "asn": 4210000042}
                ],
                "hostname": "w-1.example.org", "ssh_pub_keys": null, "user_data": "c2VjcmV0", "role": "machine",
                "allocationuuid": "a-1"
              },
              "state": {"value": "LOCKED", "description": "by hand"},
              "liveliness": "Alive",
              "events": {"log": [
                  {"time": "2026-01-02T03:20:00Z", "event": "Planned Reboot", "message": "RESET"},
                  {"time": "2026-01-02T03:10:00Z", "event": "Phoned Home", "message": "phoned home"},
                  {"time": "2026-01-02T03:00:00Z", "event": "Phoned Home", "message": "of the tenant before"}],
                "last_event_time": "2026-01-02T03:21:00Z", "crash_loop": true, "failed_machine_reclaim": false},
              "tags": ["b=2", "a=1"]
            }
            """;

    @Test
    void reads_what_the_provider_needs_of_a_machine() throws IOException {
        assertThat(read("[" + WORKER + "]")).singleElement().satisfies(machine -> {
            assertThat(machine.id()).isEqualTo("m-1");
            assertThat(machine.partition()).isEqualTo("muc");
            assertThat(machine.size()).isEqualTo("v1-small-x86");
            assertThat(machine.rack()).isEqualTo("rack-1");
            assertThat(machine.liveliness()).isEqualTo("Alive");
            assertThat(machine.locked()).isTrue();
            assertThat(machine.tags()).isEqualTo(Set.of("a=1", "b=2"));
            assertThat(machine.events())
                    .isEqualTo(new MetalMachine.ProvisioningEvents(
                            "Planned Reboot",
                            Instant.parse("2026-01-02T03:20:00Z"),
                            Instant.parse("2026-01-02T03:21:00Z"),
                            Instant.parse("2026-01-02T03:10:00Z"),
                            true,
                            false));
            assertThat(machine.allocation())
                    .contains(new MetalMachine.Allocation(
                            "a-1",
                            "p-1",
                            "machine",
                            "w-1",
                            "w-1.example.org",
                            "debian-13.0.20260101",
                            Instant.parse("2026-01-02T03:04:05.123456789Z"),
                            List.of(
                                    new MetalMachine.Network(
                                            "n-1",
                                            "privateprimaryunshared",
                                            List.of("10.0.0.1", "2001:db8::1"),
                                            4210000042L),
                                    new MetalMachine.Network("n-2", "external", List.of("1.2.3.4"), 4210000042L))));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": \"m-1\"}",
                "{\"id\": \"m-1\", \"partition\": null, \"size\": null, \"allocation\": null, \"events\": null,"
                        + " \"tags\": null, \"state\": null, \"rackid\": null}",
                "{\"id\": \"m-1\", \"events\": {\"log\": null, \"last_event_time\": null}, \"tags\": [null]}",
                "{\"id\": \"m-1\", \"events\": {\"log\": [], \"last_event_time\": \"0001-01-01T00:00:00Z\"}}",
            })
    void finds_nothing_where_metal_api_says_null(String answer) throws IOException {
        assertThat(read("[" + answer + "]"))
                .containsExactly(new MetalMachine(
                        "m-1",
                        "",
                        "",
                        "",
                        "",
                        false,
                        Set.of(),
                        new MetalMachine.ProvisioningEvents("", null, null, null, false, false),
                        Optional.empty()));
    }

    @Test
    void survives_an_allocation_whose_image_was_deleted() throws IOException {
        var answer =
                "[{\"id\": \"m-1\", \"allocation\": {\"allocationuuid\": \"a-1\", \"image\": null, \"networks\": null}}]";

        assertThat(read(answer))
                .singleElement()
                .satisfies(machine -> assertThat(machine.allocation()).hasValueSatisfying(held -> {
                    assertThat(held.image()).isEmpty();
                    assertThat(held.networks()).isEmpty();
                }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "\"tenant  not allowed\"", "<html></html>", "[{\"id\": \"m-1\"}", "[{\"id\": \"m-1\"},"
            })
    void takes_nothing_else_for_a_list_of_machines(String answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class);
    }

    @Test
    void holds_no_user_data_while_it_reads() throws IOException {
        var userData = 100_000;
        var moreThanFitsIntoMemory = (int) (Runtime.getRuntime().maxMemory() / userData) + 1;

        assertThat(MachineAnswers.read(new ManyMachines(moreThanFitsIntoMemory, userData)))
                .hasSize(moreThanFitsIntoMemory);
    }

    /** A list of machines with much user data, made as it is read. */
    private static final class ManyMachines extends InputStream {

        private final byte[] machine;
        private final long total;
        private long position;

        ManyMachines(int count, int userData) {
            machine = (",{\"id\": \"m-1\", \"allocation\": {\"user_data\": \"" + "x".repeat(userData) + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            total = (long) count * machine.length;
        }

        @Override
        public int read() {
            if (position > total) {
                return -1;
            }
            var at = position++;
            if (at == total) {
                return ']';
            }
            return at == 0 ? '[' : machine[(int) (at % machine.length)];
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            var at = (int) (position % machine.length);
            if (position == 0 || position >= total) {
                var one = read();
                into[offset] = (byte) one;
                return one < 0 ? -1 : 1;
            }
            var some = (int) Math.min(Math.min(length, machine.length - at), total - position);
            System.arraycopy(machine, at, into, offset, some);
            position += some;
            return some;
        }
    }

    private static List<MetalMachine> read(String answer) throws IOException {
        return MachineAnswers.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    }
}
