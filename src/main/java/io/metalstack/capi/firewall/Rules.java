package io.metalstack.capi.firewall;

import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec.EgressRule;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec.FirewallRuleSet;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec.IngressRule;
import io.metalstack.capi.metal.FirewallRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns a template's rules into metal-api's, and says what is wrong with them before metal-api does. */
final class Rules {

    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!/)|(?=/))){4}/(3[0-2]|[12]?\\d)");

    private static final Pattern IPV6 =
            Pattern.compile("(?=[0-9A-Fa-f:.]*:)[0-9A-Fa-f:.]{2,45}/(12[0-8]|1[01]\\d|[1-9]?\\d)");

    private Rules() {}

    static FirewallRules of(@Nullable FirewallRuleSet rules) {
        return new FirewallRules(
                egress(rules).stream()
                        .map(it -> new FirewallRules.Egress(
                                protocol(it.protocol()), it.ports(), it.to(), text(it.comment())))
                        .toList(),
                ingress(rules).stream()
                        .map(it -> new FirewallRules.Ingress(
                                protocol(it.protocol()), it.ports(), each(it.to()), it.from(), text(it.comment())))
                        .toList());
    }

    /** The first thing that metal-api would refuse, or that no firewall could mean; empty when all is well. */
    static Optional<String> problem(@Nullable FirewallRuleSet rules) {
        return Stream.concat(
                        numbered("egress", egress(rules), it -> problem(it.ports(), it.to())),
                        numbered(
                                "ingress",
                                ingress(rules),
                                it -> problem(
                                        it.ports(),
                                        Stream.concat(it.from().stream(), each(it.to()).stream())
                                                .toList())))
                .findFirst();
    }

    private static <R> Stream<String> numbered(String kind, List<R> rules, Function<R, Optional<String>> problem) {
        return IntStream.range(0, rules.size())
                .boxed()
                .flatMap(i ->
                        problem.apply(rules.get(i)).stream().map(it -> "initialRuleSet." + kind + "[" + i + "] " + it));
    }

    private static Optional<String> problem(List<Integer> ports, List<String> networks) {
        var port = ports.stream().filter(it -> it < 1 || it > 65535).findFirst();
        if (port.isPresent()) {
            return Optional.of("names port " + port.get() + ": use 1 to 65535");
        }
        var malformed =
                networks.stream().filter(it -> !isIpv4(it) && !isIpv6(it)).findFirst();
        if (malformed.isPresent()) {
            return Optional.of("names \"" + malformed.get()
                    + "\", which is no network: use a CIDR such as 203.0.113.0/24, or 0.0.0.0/0 for everything");
        }
        return networks.stream().anyMatch(Rules::isIpv4) && networks.stream().anyMatch(Rules::isIpv6)
                ? Optional.of("mixes IPv4 and IPv6: metal-api wants a rule for each")
                : Optional.empty();
    }

    private static boolean isIpv4(String cidr) {
        return IPV4.matcher(cidr).matches();
    }

    private static boolean isIpv6(String cidr) {
        return IPV6.matcher(cidr).matches();
    }

    private static List<EgressRule> egress(@Nullable FirewallRuleSet rules) {
        return rules == null ? List.of() : each(rules.egress());
    }

    private static List<IngressRule> ingress(@Nullable FirewallRuleSet rules) {
        return rules == null ? List.of() : each(rules.ingress());
    }

    private static <T> List<T> each(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static String protocol(String protocol) {
        return protocol.toLowerCase(Locale.ROOT);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
