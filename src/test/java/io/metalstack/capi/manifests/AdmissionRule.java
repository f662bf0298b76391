package io.metalstack.capi.manifests;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Validation;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that the API server enforces by our bundle: a CEL rule or a constraint of a CRD's schema (types aside, which
 * every field has), or a validation of an admission policy.
 *
 * @param kind of the objects; empty for a policy, which may be for several
 * @param message what has to stand in the refusal
 */
record AdmissionRule(Optional<String> kind, Pattern message) {

    static final String[] KINDS = {
        "MetalStackCluster",
        "MetalStackClusterTemplate",
        "MetalStackFirewall",
        "MetalStackFirewallDeployment",
        "MetalStackFirewallTemplate",
        "MetalStackMachine",
        "MetalStackMachineTemplate"
    };

    /** Has the schema of a template's spec (BundleTest), whose rules are tried there. */
    private static final String COPY_OF_A_TEMPLATE = "MetalStackFirewall spec\\.template";

    /** All in the shipped bundle. */
    @SuppressWarnings("unchecked")
    static List<AdmissionRule> all() throws IOException {
        try (var bundle = Files.newInputStream(Path.of("target/bundle/infrastructure-components.yaml"))) {
            var objects = (List<HasMetadata>) new KubernetesSerialization().<Object>unmarshal(bundle);
            return objects.stream().flatMap(AdmissionRule::of).toList();
        }
    }

    /** Whether a manifest is there to be refused by this rule. */
    boolean isExpectedBy(Manifest manifest) {
        return (kind.isEmpty() || kind.get().equals(manifest.kind()))
                && manifest.expected().stream().anyMatch(message.asPredicate());
    }

    private static Stream<AdmissionRule> of(HasMetadata object) {
        return switch (object) {
            case ValidatingAdmissionPolicy policy ->
                policy.getSpec().getValidations().stream()
                        .map(it -> new AdmissionRule(Optional.empty(), literally(text(it))));
            case CustomResourceDefinition crd -> {
                var rules = new ArrayList<AdmissionRule>();
                var schema = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
                collect(Optional.of(crd.getSpec().getNames().getKind()), "", schema, rules);
                yield rules.stream();
            }
            default -> Stream.empty();
        };
    }

    /** Of a message that is put together: the longest of the parts that stay the same. */
    private static String text(Validation validation) {
        return Optional.ofNullable(validation.getMessage())
                .orElseGet(() -> Pattern.compile("'([^']*)'")
                        .matcher(validation.getMessageExpression())
                        .results()
                        .map(it -> it.group(1).strip())
                        .max(Comparator.comparing(String::length))
                        .orElseThrow());
    }

    private static Pattern literally(String text) {
        return Pattern.compile(Pattern.quote(text));
    }

    private static void collect(Optional<String> kind, String path, JSONSchemaProps schema, List<AdmissionRule> rules) {
        if ((kind.orElse("") + " " + path).equals(COPY_OF_A_TEMPLATE)) {
            return;
        }
        Optional.ofNullable(schema.getXKubernetesValidations())
                .orElse(List.of())
                .forEach(it -> rules.add(new AdmissionRule(kind, literally(it.getMessage()))));
        phrases(schema)
                .map(it -> Pattern.compile(path + "(: | in body ).*" + Pattern.quote(it)))
                .forEach(it -> rules.add(new AdmissionRule(kind, it)));
        Optional.ofNullable(schema.getRequired())
                .orElse(List.of())
                .forEach(it ->
                        rules.add(new AdmissionRule(kind, Pattern.compile(below(path, it) + ": Required value"))));
        Optional.ofNullable(schema.getXKubernetesListMapKeys())
                .filter(it -> !it.isEmpty())
                .map(it -> Pattern.compile(path + "\\[\\d+\\]: Duplicate value"))
                .ifPresent(it -> rules.add(new AdmissionRule(kind, it)));
        Optional.ofNullable(schema.getProperties())
                .ifPresent(it -> it.forEach((name, property) -> collect(kind, below(path, name), property, rules)));
        Optional.ofNullable(schema.getItems())
                .ifPresent(it -> collect(kind, path + "\\[\\d+\\]", it.getSchema(), rules));
    }

    /** How the API server words each constraint of a field. */
    private static Stream<String> phrases(JSONSchemaProps schema) {
        return Stream.of(
                        Stream.ofNullable(schema.getMinLength()).map(it -> "should be at least " + it + " chars long"),
                        Stream.ofNullable(schema.getMaxLength()).map(it -> "may not be more than " + it + " bytes"),
                        Stream.ofNullable(schema.getMinItems()).map(it -> "should have at least " + it + " items"),
                        Stream.ofNullable(schema.getMaxItems()).map(it -> "must have at most " + it + " items"),
                        Stream.ofNullable(schema.getMinProperties())
                                .map(it -> "should have at least " + it + " properties"),
                        Stream.ofNullable(schema.getMinimum())
                                .map(it -> "should be greater than or equal to " + it.longValue()),
                        Stream.ofNullable(schema.getMaximum())
                                .map(it -> "should be less than or equal to " + it.longValue()),
                        Stream.ofNullable(schema.getPattern()).map(it -> "should match '" + it + "'"),
                        Stream.ofNullable(schema.getFormat()).map(it -> "must be of type " + it),
                        Stream.ofNullable(schema.getEnum())
                                .filter(it -> !it.isEmpty())
                                .map(it -> "Unsupported value"))
                .flatMap(it -> it);
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "\\." + name;
    }
}
