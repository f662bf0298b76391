package io.metalstack.capi.firewall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec;
import io.metalstack.capi.metal.FirewallRules;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes one firewall another: the fields of a template that go into the allocation, each in one form. Two are
 * compared as they are read now, from the template and from what the firewall was made from, so that a release that reads
 * them in another way rolls no fleet. What is not applied changes no revision.
 */
@RegisterForReflection // nobody but our own mapper meets it, so the native build would leave its components out
record Revision(
        String size,
        String image,
        List<String> networks,
        FirewallRules rules,
        String userdata,
        List<String> sshPublicKeys,
        List<String> dnsServers,
        List<String> ntpServers,
        String filesystemLayout) {

    private static final ObjectMapper JSON = new JsonMapper();

    /** How many letters of the digest a name gets: of one deployment there are seldom more than two. */
    private static final int DIGITS = 8;

    static Revision of(MetalStackFirewallTemplateSpec template) {
        return new Revision(
                template.size(),
                template.image(),
                List.copyOf(new TreeSet<>(template.networks())),
                Rules.of(template.initialRuleSet()),
                text(template.userdata()),
                each(template.sshPublicKeys()),
                each(template.dnsServers()),
                each(template.ntpServers()),
                text(template.filesystemLayout()));
    }

    /**
     * Whether a firewall of this revision is what the template asks for: the same, or a patch of the series that the
     * template names, as an automatic update installs it.
     */
    boolean satisfies(Revision template) {
        return equals(template)
                || image.startsWith(template.image + ".")
                        && withImage(template.image).equals(template);
    }

    private Revision withImage(String other) {
        return new Revision(
                size, other, networks, rules, userdata, sshPublicKeys, dnsServers, ntpServers, filesystemLayout);
    }

    /** The name of a deployment's firewall of this revision: one object for each, however often it is asked for. */
    String nameFor(String deployment) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(JSON.writeValueAsString(this).getBytes(StandardCharsets.UTF_8));
            return deployment + "-" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether an object of this name is a firewall of a deployment of that name, in whatever revision. */
    static boolean isNameOf(String firewall, String deployment) {
        return firewall.matches(Pattern.quote(deployment) + "-[0-9a-f]{" + DIGITS + "}");
    }

    /** User data may hold keys. */
    @Override
    public String toString() {
        return "Revision[" + size + ", " + image + ", " + networks + "]";
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static List<String> each(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
