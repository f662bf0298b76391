package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What metal-api accepts as rules of a firewall; they are written once, at allocation. */
final class FirewallRuleCheck {
    private static final Pattern COMMENT = Pattern.compile("[A-Za-z_\\- ]{0,100}");

    private FirewallRuleCheck() {}

    static Answers.@Nullable FirewallRules check(Requests.@Nullable Rules rules) {
        if (rules == null) {
            return null;
        }
        var egress = new ArrayList<Answers.EgressRule>();
        for (var rule : Requests.listOf(rules.egress())) {
            check(rule, Requests.listOf(rule.to()));
            egress.add(new Answers.EgressRule(
                    protocol(rule), Requests.listOf(rule.ports()), Requests.listOf(rule.to()), comment(rule)));
        }
        var ingress = new ArrayList<Answers.IngressRule>();
        for (var rule : Requests.listOf(rules.ingress())) {
            check(
                    rule,
                    Stream.concat(Requests.listOf(rule.from()).stream(), Requests.listOf(rule.to()).stream())
                            .toList());
            ingress.add(new Answers.IngressRule(
                    protocol(rule),
                    Requests.listOf(rule.ports()),
                    Requests.listOf(rule.to()),
                    Requests.listOf(rule.from()),
                    comment(rule)));
        }
        return new Answers.FirewallRules(List.copyOf(egress), List.copyOf(ingress));
    }

    private static String comment(Requests.Rule rule) {
        return rule.comment() == null ? "" : rule.comment();
    }

    private static String protocol(Requests.Rule rule) {
        var protocol = rule.protocol() == null || rule.protocol().isEmpty()
                ? "tcp"
                : rule.protocol().toLowerCase(Locale.ROOT);
        if (!protocol.equals("tcp") && !protocol.equals("udp")) {
            throw ApiError.badRequest("invalid protocol: " + rule.protocol());
        }
        return protocol;
    }

    private static void check(Requests.Rule rule, List<String> cidrs) {
        protocol(rule);
        if (!COMMENT.matcher(comment(rule)).matches()) {
            throw ApiError.badRequest("illegal character in comment found, only: letters, underscores, dashes and "
                    + "spaces are allowed, at most 100 characters");
        }
        for (var port : Requests.listOf(rule.ports())) {
            if (port < 0 || port > 65535) {
                throw ApiError.badRequest("port is out of range: " + port);
            }
        }
        var families = new ArrayList<Family>();
        for (var cidr : cidrs) {
            var prefix = Prefix.parse(cidr)
                    .orElseThrow(() -> ApiError.badRequest("invalid cidr: netip.ParsePrefix(\"" + cidr + "\")"));
            if (!families.contains(prefix.family())) {
                families.add(prefix.family());
            }
        }
        if (families.size() > 1) {
            throw ApiError.badRequest("mixed address family in one rule is not supported:" + cidrs);
        }
    }
}
