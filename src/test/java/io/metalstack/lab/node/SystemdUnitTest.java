package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemdUnitTest {

    private static final String UNIT = """
            [Unit]
            Description=Something
            ConditionPathExists=/etc/there
            ConditionPathExists=!/etc/not-there
            [Service]
            Type = oneshot
            # ExecStart=/bin/comment
            ExecStart=/bin/a --long \\
                --line
            [Install]
            WantedBy=multi-user.target
            """;

    @Test
    void runs_its_commands_if_its_conditions_hold() {
        assertThat(unit(UNIT).script())
                .isEqualTo("if [ -e '/etc/there' ] && [ ! -e '/etc/not-there' ]; then /bin/a --long      --line; fi");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "ExecStart=/bin/a                               ~ /bin/a",
                "ExecStart=/bin/a,ExecStart=/bin/b              ~ /bin/a && /bin/b",
                "ExecStart=/bin/a,ExecStartPre=-/bin/b          ~ { /bin/b || true; } && /bin/a",
                "ExecStart=/bin/a,ExecStart=,ExecStart=@!/bin/b ~ /bin/b",
                "ExecStartPost=/bin/b,ExecStart=/bin/a          ~ /bin/a && /bin/b",
                "Environment=ExecStart=/bin/a                   ~ true",
            })
    void runs_them_in_the_order_of_systemd(String lines, String script) {
        assertThat(unit("[Service]\n" + lines.replace(",", "\n")).script()).isEqualTo(script);
    }

    @Test
    void lets_a_drop_in_add_and_replace() {
        var unit = unit(
                UNIT,
                "[Service]\nExecStartPre=/bin/before\n",
                "[Unit]\nConditionPathExists=\n[Service]\nExecStart=\nExecStart=/bin/other\n");

        assertThat(unit.script()).isEqualTo("/bin/before && /bin/other");
    }

    @ParameterizedTest
    @CsvSource({
        "a.service, true,  oneshot, WantedBy, true",
        "a.service, false, oneshot, WantedBy, false",
        "a.service, true,  simple,  WantedBy, false",
        "a.service, true,  oneshot, Also,     false",
        "a.mount,   true,  oneshot, WantedBy, false"
    })
    void starts_when_it_is_a_oneshot_service_that_is_enabled_and_wanted(
            String name, boolean enabled, String type, String install, boolean starts) {
        var text = UNIT.replace("oneshot", type).replace("WantedBy", install);

        assertThat(new SystemdUnit(name, enabled, List.of(text)).starts()).isEqualTo(starts);
    }

    private static SystemdUnit unit(String... texts) {
        return new SystemdUnit("a.service", true, List.of(texts));
    }
}
