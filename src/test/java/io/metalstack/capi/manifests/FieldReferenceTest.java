package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of all fields, against the CRDs of the last build. */
class FieldReferenceTest {

    private static final Path PAGE = Path.of("docs/fields.md");

    @Test
    void docs_fields_md_says_what_the_crds_say() throws IOException {
        var fresh = FieldReference.of(Path.of("target/kubernetes"));
        if (Boolean.getBoolean("fields.write")) {
            Files.writeString(PAGE, fresh);
        }

        assertThat(Files.readString(PAGE))
                .as(
                        "docs/fields.md differs from the CRDs: run `make build`, then"
                                + " `JAVA_HOME=$(scripts/find-jdk) mvn test -Dtest=FieldReferenceTest -Dfields.write=true`, and commit the page")
                .isEqualTo(fresh);
    }

    @Test
    void tells_of_each_kind_its_fields_and_rules() throws IOException {
        assertThat(FieldReference.of(Path.of("target/kubernetes")))
                .contains(Stream.of(AdmissionRule.KINDS)
                        .map(it -> "## " + it + "\n")
                        .toList())
                .contains("| `spec.projectID` \\* | string |", "| `spec.image` \\* | string |")
                .contains("- `spec`: projectID cannot be changed");
    }

    @Test
    void tells_what_a_template_has_from_another_kind_by_naming_it_and_what_differs_in_full() throws IOException {
        assertThat(FieldReference.of(Path.of("target/kubernetes")))
                .contains(
                        "All else in `spec.template.spec` is as in `spec` of [MetalStackMachine](#metalstackmachine).")
                .contains("(#metalstackcluster), without its `spec.controlPlaneEndpoint.host`, `spec.controlPlaneIP`")
                .contains("| `spec.template.spec.projectID` | string |")
                .doesNotContain("`spec.template.spec.image`", "`spec.template.size`");
    }
}
