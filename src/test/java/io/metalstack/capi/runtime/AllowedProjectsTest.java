package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which namespace may use which project. */
class AllowedProjectsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team-a=p1,p2; team-b=p3      | team-a | p1 | true",
                "team-a=p1,p2; team-b=p3      | team-a | p2 | true",
                "team-a=p1,p2; team-b=p3      | team-a | p3 | false",
                "team-a=p1,p2; team-b=p3      | other  | p1 | false",
                "team-a = p1 , p2 ;team-b=p3; *=p4 | team-a | p2 | true",
                "team-a=p1; *=p4              | other  | p4 | true",
                "team-a=p1; *=p4              | team-a | p4 | false",
                "team-a=p1; *=*               | other  | p9 | true",
                "team-a=p1; *=*               | team-a | p9 | false",
                "team-a=*                     | team-a | p9 | true",
                "team-a=p1,p1                 | team-a | p1 | true",
            })
    void says_who_may_use_what(String setting, String namespace, String project, boolean allowed) {
        assertThat(AllowedProjects.parse(setting).refusal(namespace, project).isEmpty())
                .isEqualTo(allowed);
    }

    @Test
    void restricts_nobody_when_nothing_is_set() {
        assertThat(AllowedProjects.ALL.refusal("any", "p")).isEmpty();
    }

    @Test
    void names_namespace_project_and_setting() {
        assertThat(AllowedProjects.parse("team-a=p1").refusal("team-b", "p2"))
                .hasValueSatisfying(it -> assertThat(it).contains("team-b", "p2", "capms.allowed-projects"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "team-a", "team-a=", "=p1", "a=p=q", "a=p1; a=p2", "a=p1;"})
    void refuses_what_it_cannot_read_rather_than_to_let_all_pass(String setting) {
        assertThatThrownBy(() -> AllowedProjects.parse(setting)).hasMessageContaining("capms.allowed-projects");
    }
}
