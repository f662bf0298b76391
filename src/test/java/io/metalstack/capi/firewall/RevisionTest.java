package io.metalstack.capi.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which change of a template makes another firewall. */
class RevisionTest {

    private static final String PLAIN = "\"size\":\"s\",\"image\":\"i\",\"networks\":[\"internet\",\"mpls\"]";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"size\":\"t\",\"image\":\"i\",\"networks\":[\"internet\",\"mpls\"]",
                "\"size\":\"s\",\"image\":\"j\",\"networks\":[\"internet\",\"mpls\"]",
                "\"size\":\"s\",\"image\":\"i\",\"networks\":[\"internet\"]",
                PLAIN + ",\"userdata\":\"{}\"",
                PLAIN + ",\"sshPublicKeys\":[\"ssh-rsa a\"]",
                PLAIN + ",\"dnsServers\":[\"9.9.9.9\"]",
                PLAIN + ",\"ntpServers\":[\"9.9.9.9\"]",
                PLAIN + ",\"filesystemLayout\":\"raid\"",
                PLAIN + ",\"initialRuleSet\":{\"egress\":[{\"protocol\":\"TCP\",\"ports\":[1],\"to\":[\"::/0\"]}]}"
            })
    void what_goes_into_the_allocation_makes_another_firewall(String changed) {
        assertThat(revision(changed)).isNotEqualTo(revision(PLAIN));
        assertThat(revision(changed).nameFor("fw")).isNotEqualTo(revision(PLAIN).nameFor("fw"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"networks\":[\"mpls\",\"internet\"],\"image\":\"i\",\"size\":\"s\"",
                PLAIN + ",\"initialRuleSet\":{\"egress\":[],\"ingress\":[]}",
                PLAIN + ",\"userdata\":\"\"",
                PLAIN + ",\"partition\":\"muc\",\"project\":\"p\"",
                PLAIN + ",\"logAcceptedConnections\":true,\"rateLimits\":[{\"networkID\":\"internet\",\"rate\":1}]"
            })
    void another_order_and_what_is_not_applied_keep_the_firewall(String same) {
        assertThat(revision(same)).isEqualTo(revision(PLAIN));
        assertThat(revision(same).nameFor("fw")).isEqualTo(revision(PLAIN).nameFor("fw"));
    }

    @Test
    void a_protocol_in_small_letters_is_the_same_rule() {
        var rules = ",\"initialRuleSet\":{\"egress\":[{\"protocol\":\"%s\",\"ports\":[1],\"to\":[\"::/0\"]}]}";

        assertThat(revision(PLAIN + rules.formatted("tcp"))).isEqualTo(revision(PLAIN + rules.formatted("TCP")));
    }

    @Test
    void fields_that_cannot_be_applied_are_listed() {
        assertThat(template(
                                PLAIN
                                        + ",\"rateLimits\":[{\"networkID\":\"n\",\"rate\":1}],\"dryRun\":true,\"interval\":\"10s\"")
                        .notApplied())
                .isEqualTo(List.of("dryRun", "interval", "rateLimits"));
        assertThat(template(PLAIN + ",\"rateLimits\":[],\"dryRun\":false,\"interval\":\"\",\"dnsPort\":0")
                        .notApplied())
                .isEmpty();
    }

    private static Revision revision(String fields) {
        return Revision.of(template(fields));
    }

    private static MetalStackFirewallTemplateSpec template(String fields) {
        try {
            return new ObjectMapper().readValue("{" + fields + "}", MetalStackFirewallTemplateSpec.class);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
