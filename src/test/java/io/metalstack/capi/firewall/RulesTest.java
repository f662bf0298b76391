package io.metalstack.capi.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec.EgressRule;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec.FirewallRuleSet;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec.IngressRule;
import io.metalstack.capi.metal.FirewallRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a template's rules become, and what is said of those that cannot be. */
class RulesTest {

    @Test
    void rules_are_handed_over_one_to_one_with_protocols_as_metal_api_spells_them() {
        var rules = new FirewallRuleSet(
                List.of(new EgressRule("out", List.of(80, 443), "TCP", List.of("0.0.0.0/0"))),
                List.of(new IngressRule(null, List.of(53), "UDP", List.of("203.0.113.0/24"), null)));

        assertThat(Rules.of(rules))
                .isEqualTo(new FirewallRules(
                        List.of(new FirewallRules.Egress("tcp", List.of(80, 443), List.of("0.0.0.0/0"), "out")),
                        List.of(new FirewallRules.Ingress(
                                "udp", List.of(53), List.of(), List.of("203.0.113.0/24"), ""))));
    }

    @Test
    void no_rules_are_no_rules() {
        assertThat(Rules.of(null)).isEqualTo(new FirewallRules(List.of(), List.of()));
        assertThat(Rules.problem(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "10.0.0.0/8", "203.0.113.7/32", "::/0", "2001:db8::/32", "fe80::1/128"})
    void a_network_is_accepted(String cidr) {
        assertThat(Rules.problem(egress(443, cidr))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "10.0.0.0/33", "256.0.0.0/8", "10.0.0/8", "internet", "", "::/129", "1/2"})
    void what_is_no_network_is_named_with_its_rule(String cidr) {
        assertThat(Rules.problem(egress(443, cidr)))
                .hasValueSatisfying(it -> assertThat(it)
                        .startsWith("initialRuleSet.egress[0] names \"" + cidr + "\"")
                        .contains("CIDR"));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "65536"})
    void a_port_that_is_none_is_named(int port) {
        assertThat(Rules.problem(egress(port, "0.0.0.0/0")))
                .hasValueSatisfying(it -> assertThat(it).contains("port " + port + ": use 1 to 65535"));
    }

    @Test
    void a_rule_for_both_families_is_refused() {
        var mixed = new FirewallRuleSet(
                null, List.of(new IngressRule("", List.of(1), "TCP", List.of("0.0.0.0/0"), List.of("::/0"))));

        assertThat(Rules.problem(mixed))
                .hasValueSatisfying(it ->
                        assertThat(it).startsWith("initialRuleSet.ingress[0]").contains("IPv4 and IPv6"));
    }

    private static FirewallRuleSet egress(int port, String cidr) {
        return new FirewallRuleSet(List.of(new EgressRule("", List.of(port), "TCP", List.of(cidr))), null);
    }
}
