package io.metalstack.capi.metal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a firewall lets through from its start, as metal-api takes it with the allocation and never again: {@code
 * firewall_rules}. A firewall without any rule lets nothing through.
 */
public record FirewallRules(
        @JsonProperty("egress") List<Egress> egress,
        @JsonProperty("ingress") List<Ingress> ingress) {

    /**
     * New connections from the nodes.
     *
     * @param protocol {@code tcp} or {@code udp}
     * @param to CIDRs of one address family
     * @param comment letters, {@code _}, {@code -} and spaces, at most 100: metal-api refuses all else; may be empty
     */
    public record Egress(
            @JsonProperty("protocol") String protocol,
            @JsonProperty("ports") List<Integer> ports,
            @JsonProperty("to") List<String> to,

            @JsonProperty("comment") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            String comment) {}

    /**
     * New connections to the nodes.
     *
     * @param to CIDRs; empty for everywhere
     * @param from CIDRs of the same address family
     */
    public record Ingress(
            @JsonProperty("protocol") String protocol,
            @JsonProperty("ports") List<Integer> ports,

            @JsonProperty("to") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<String> to,

            @JsonProperty("from") List<String> from,

            @JsonProperty("comment") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            String comment) {}
}
