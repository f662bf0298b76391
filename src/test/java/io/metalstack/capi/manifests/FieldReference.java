package io.metalstack.capi.manifests;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The fields of all kinds as a page for people, made from the CRDs. */
final class FieldReference {

    private static final String HEAD = """
            # Fields

            Generated from the CRDs; do not edit. To write it anew: `make build`, then
            `JAVA_HOME=$(scripts/find-jdk) mvn test -Dtest=FieldReferenceTest -Dfields.write=true`.
            What conditions, annotations and tags mean: [reference.md](reference.md). Fields marked \\* are required.
            What a template has from the kind it is for is told once, with that kind.
            """;

    /** Where a kind has the spec of another once more: what is the same is told there. */
    private static final List<Copy> COPIES = List.of(
            new Copy("MetalStackClusterTemplate", "spec.template.spec", "MetalStackCluster"),
            new Copy("MetalStackMachineTemplate", "spec.template.spec", "MetalStackMachine"),
            new Copy("MetalStackFirewall", "spec.template", "MetalStackFirewallTemplate"));

    private record Copy(String kind, String path, String original) {}

    private FieldReference() {}

    /** @param folder with a file {@code *.infrastructure.cluster.x-k8s.io-v1.yml} per kind */
    static String of(Path folder) throws IOException {
        var yaml = new YAMLMapper();
        var kinds = new ArrayList<CustomResourceDefinition>();
        try (var files = Files.newDirectoryStream(folder, "*.infrastructure.cluster.x-k8s.io-v1.yml")) {
            for (var file : files) {
                kinds.add(yaml.readValue(file.toFile(), CustomResourceDefinition.class));
            }
        }
        return kinds.stream()
                .sorted(Comparator.comparing(FieldReference::name))
                .map(it -> kind(it, kinds))
                .collect(Collectors.joining("\n", HEAD + "\n", ""));
    }

    private static String kind(CustomResourceDefinition crd, List<CustomResourceDefinition> all) {
        var version = crd.getSpec().getVersions().getFirst();
        var rules = new ArrayList<String>();
        var rows = rows(crd, rules);
        var copied = COPIES.stream()
                .filter(it -> it.kind().equals(name(crd)))
                .map(copy -> takeOut(copy, rows, original(copy, all)))
                .collect(Collectors.joining());
        return "## " + name(crd) + "\n\n" + schema(crd).getDescription() + " `"
                + crd.getSpec().getGroup() + "/" + version.getName() + "`, short name `"
                + String.join("`, `", crd.getSpec().getNames().getShortNames()) + "`.\n\n"
                + "| Field | Type | Meaning |\n|---|---|---|\n" + String.join("", rows) + copied
                + (rules.isEmpty() ? "" : "\nRules:\n\n" + String.join("", rules));
    }

    /** Removes the rows that say what those of the original say, and tells where that is. */
    private static String takeOut(Copy copy, List<String> rows, List<String> originals) {
        var fields = rows.stream().map(FieldReference::field).collect(Collectors.toSet());
        var missing = originals.stream()
                .map(FieldReference::field)
                .filter(it -> !fields.contains(it.replaceFirst("^spec", copy.path())))
                .collect(Collectors.joining("`, `"));
        rows.removeIf(it -> it.startsWith("| `" + copy.path() + ".")
                && originals.contains(it.replaceFirst(Pattern.quote(copy.path()), "spec")));
        return "\nAll else in `" + copy.path() + "` is as in `spec` of [" + copy.original() + "](#"
                + copy.original().toLowerCase(Locale.ROOT) + ")"
                + (missing.isEmpty() ? "" : ", without its `" + missing + "`") + ".\n";
    }

    private static List<String> original(Copy copy, List<CustomResourceDefinition> all) {
        return all.stream()
                .filter(it -> copy.original().equals(name(it)))
                .flatMap(it -> rows(it, new ArrayList<>()).stream())
                .filter(it -> field(it).startsWith("spec."))
                .toList();
    }

    private static List<String> rows(CustomResourceDefinition crd, List<String> rules) {
        var rows = new ArrayList<String>();
        collect("", schema(crd), rows, rules);
        return rows;
    }

    private static String field(String row) {
        return row.substring(3, row.indexOf('`', 3));
    }

    private static String name(CustomResourceDefinition crd) {
        return crd.getSpec().getNames().getKind();
    }

    private static JSONSchemaProps schema(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    /** A row for each field below, and a line for each rule. Conditions have Kubernetes' own shape, told in one row. */
    private static void collect(String path, JSONSchemaProps schema, List<String> rows, List<String> rules) {
        Optional.ofNullable(schema.getXKubernetesValidations()).orElse(List.of()).stream()
                .map(ValidationRule::getMessage)
                .forEach(it -> rules.add("- " + (path.isEmpty() ? "" : "`" + path + "`: ") + it + "\n"));
        if (schema.getProperties() == null) {
            return;
        }
        var required = Optional.ofNullable(schema.getRequired()).orElse(List.of());
        schema.getProperties().forEach((name, field) -> {
            var here = path.isEmpty() ? name : path + "." + name;
            if (!here.equals("spec") && !here.equals("status")) {
                rows.add("| `" + here + "`" + (required.contains(name) ? " \\*" : "") + " | " + type(name, field)
                        + " | " + meaning(field) + " |\n");
            }
            if (!name.equals("conditions")) {
                collect(here, field, rows, rules);
                items(field).ifPresent(it -> collect(here + "[]", it, rows, rules));
            }
        });
    }

    private static String type(String name, JSONSchemaProps field) {
        if (name.equals("conditions")) {
            return "list of conditions";
        }
        return items(field)
                .map(it -> "list of " + it.getType() + "s")
                .orElseGet(() -> field.getAdditionalProperties() == null ? field.getType() : "map of strings");
    }

    private static String meaning(JSONSchemaProps field) {
        var parts = new ArrayList<String>();
        Optional.ofNullable(field.getDescription()).ifPresent(parts::add);
        if (field.getEnum() != null && !field.getEnum().isEmpty()) {
            parts.add("One of "
                    + field.getEnum().stream()
                            .map(it -> "`" + it.asText() + "`")
                            .collect(Collectors.joining(", ")) + ".");
        }
        Optional.ofNullable(field.getDefault()).ifPresent(it -> parts.add("Default `" + it.asText() + "`."));
        Optional.ofNullable(field.getPattern()).ifPresent(it -> parts.add("Matches `" + it.replace("|", "\\|") + "`."));
        Optional.ofNullable(field.getMaxLength()).ifPresent(it -> parts.add("At most " + it + " characters."));
        Optional.ofNullable(field.getMaxItems()).ifPresent(it -> parts.add("At most " + it + "."));
        Optional.ofNullable(field.getMaximum())
                .ifPresent(it -> parts.add("From " + field.getMinimum().longValue() + " to " + it.longValue() + "."));
        return String.join(" ", parts).replace("<", "&lt;");
    }

    private static Optional<JSONSchemaProps> items(JSONSchemaProps field) {
        return Optional.ofNullable(field.getItems()).map(it -> it.getSchema());
    }
}
