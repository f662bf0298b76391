package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("lab")
class BridgeTest {
    @Test
    void machines_keep_their_gateway_when_the_cable_of_another_one_is_pulled() {
        var script = """
                set -e
                %s
                ip link add cable1 address 02:00:00:00:00:0a type veth peer name far1
                ip link add cable2 address 02:00:00:00:00:0b type veth peer name far2
                ip link set cable1 master nodes
                ip link set cable2 master nodes
                ip link del cable1
                ip -brief link show nodes
                """.formatted(String.join(" ", Bridge.NODES.add()));

        var shown = Command.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c", script)
                .run();

        assertThat(shown).contains(Bridge.NODES.hardware());
    }
}
