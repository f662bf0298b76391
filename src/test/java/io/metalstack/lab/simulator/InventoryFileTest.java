package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An inventory that a user wrote. */
class InventoryFileTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "machine: [] | machine is no key here; allowed are images, ips, keys, layouts, machines, networks, part",
                "networks: [{id: n, type: external, prefix: x}] | networks[0].prefix is no key here; allowed are add",
                "machines: 3 | machines must be a list",
                "machines: [{count: many}] | machines[0].count must be a whole number",
                "partitions: [{name: x}] | partitions[0].id is missing",
                "partitions: [{id: a}, {id: a}] | partitions[1].id is \"a\", which another of the partitions has already",
                "images: [{id: debian}] | images[0].id is \"debian\"; it must be <os>-<major>.<minor>",
                "images: [{id: debian-13.0, features: [fast]}] | images[0].features is \"fast\", which is none of the features (firewall, machine)",
                "layouts: [{id: l, sizes: [s]}] | layouts[0].sizes is \"s\", which is none of the sizes (v1-small-x86)",
                "networks: [{id: n, type: lan, prefixes: [10.0.0.0/8]}] | networks[0].type is \"lan\", which is none of the types (external, super, underlay)",
                "networks: [{id: n, type: external}] | networks[0].prefixes is missing",
                "networks: [{id: n, type: external, prefixes: [10.0.0.0]}] | networks[0].prefixes is \"10.0.0.0\", which is no prefix such as",
                "networks: [{id: n, type: super, prefixes: [10.0.0.0/8]}] | networks[0].partition is missing",
                "networks: [{id: n, type: super, partition: p, prefixes: [10.0.0.0/8]}] | networks[0].partition is \"p\", which is none of the partitions (mini-lab)",
                "networks: [{id: n, type: super, partition: mini-lab, prefixes: [10.0.0.0/8], childPrefixLength: {IPv5: 1}}] | networks[0].childPrefixLength is \"IPv5\"",
                "ips: [{ip: x, network: internet-mini-lab, project: p}] | ips[0].ip is \"x\", which is no address",
                "ips: [{ip: 10.0.0.1, network: internet-mini-lab, project: p}] | ips[0].ip is 10.0.0.1, which is in no prefix of network internet-mini-lab",
                "ips: [{ip: 10.0.0.1, network: n, project: p}] | ips[0].network is \"n\", which is none of the networks",
                "machines: [{partition: mini-lab}] | machines[0].size is missing",
                "machines: [{size: v1-small-x86, partition: x}] | machines[0].partition is \"x\", which is none of the partitions",
                "machines: [{size: v1-small-x86, partition: mini-lab, count: 0}] | machines[0].count is 0; it must be between",
                "machines: [{size: v1-small-x86, partition: mini-lab, id: one}] | machines[0].id is \"one\", which is no uuid",
                "reservations: [{size: v1-small-x86, partitions: [mini-lab], project: x, amount: 1}] | reservations[0].project is \"x\"",
                "reservations: [{size: v1-small-x86, partitions: [mini-lab], project: 00000000-0000-0000-0000-000000000001}] | reservations[0].amount is 0",
                "'machines: [' | is not readable as YAML, line 1: ",
                "'machines: []\nmachines: []' | is not readable as YAML",
            })
    void that_is_wrong_gets_a_sentence(String yaml, String sentence) {
        assertThatThrownBy(() -> InventoryFile.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void that_is_missing_is_named() {
        assertThatThrownBy(() -> InventoryFile.read(Path.of("no", "such.yaml")))
                .hasMessage("inventory no/such.yaml: there is no such file");
    }

    @Test
    void that_contradicts_itself_is_told_before_anything_listens() {
        var spec = InventoryFile.parse("""
                networks:
                  - {id: a, type: external, prefixes: [10.0.0.0/8]}
                  - {id: b, type: external, prefixes: [10.1.0.0/16]}
                """);
        assertThatThrownBy(() -> Simulator.builder().inventory(spec).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the inventory contradicts itself: 10.1.0.0/16 overlaps 10.0.0.0/8");
    }

    @Test
    void that_leaves_out_everything_is_mini_lab() {
        try (var metal = Simulator.builder().inventory(InventoryFile.parse("")).start()) {
            assertThat(metal.holdings().freeMachines()).isEqualTo(4);
        }
    }

    @Test
    void that_adds_images_gets_a_layout_for_them() {
        var clock = new SetClock();
        var spec = InventoryFile.parse("images: [{id: arch-1.0}]");
        try (var metal = Simulator.builder().clock(clock).inventory(spec).start()) {
            var layouts = new Caller(metal, clock).get("/v1/filesystemlayout");
            assertThat(layouts.at("/0/constraints/images/arch").asText()).isEqualTo("*");
            assertThat(layouts.at("/0/constraints/sizes/0").asText()).isEqualTo(InventorySpec.SMALL);
        }
    }

    @Test
    void that_is_the_sample_works_with_its_own_keys() {
        var clock = new SetClock();
        var spec = InventoryFile.read(Path.of("lab", "inventory-sample.yaml"));
        try (var metal = Simulator.builder().clock(clock).inventory(spec).start()) {
            assertThat(metal.keys().edit()).isEqualTo("sample-edit");
            assertThat(metal.holdings().freeMachines()).isEqualTo(9);
            var api = new Caller(metal, clock);
            assertThat(api.get("/v1/machine").json()).hasSize(9);
            assertThat(api.get("/v1/ip").json()).hasSize(1);
            assertThat(api.get("/v1/network").json()).hasSize(4);
            assertThat(api.get("/v1/size/reservations").json()).hasSize(1);
        }
    }
}
