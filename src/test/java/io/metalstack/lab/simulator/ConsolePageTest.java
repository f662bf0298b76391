package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console's files over HTTP. */
class ConsolePageTest extends Bench {
    private Caller.Answer ask(String method, String path, @Nullable Object body) {
        return api.send(api.plain(metal.controlUrl(), method, path, body).build());
    }

    @ParameterizedTest
    @CsvSource({
        "console/, text/html; charset=utf-8",
        "console/console.css, text/css; charset=utf-8",
        "console/console.js, text/javascript; charset=utf-8",
        "console/console.svg, image/svg+xml",
    })
    void each_part_says_what_it_is_and_lets_nothing_else_in(String path, String type) {
        var answer = ask("GET", path, null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("content-type")).containsExactly(type);
        assertThat(answer.headers().get("x-content-type-options")).containsExactly("nosniff");
        assertThat(answer.headers().get("content-security-policy").getFirst())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.text().replace("http://www.w3.org/2000/svg", ""))
                .as("nothing from elsewhere")
                .doesNotContain("://");
    }

    @Test
    void the_page_is_found_without_the_slash_too() {
        var answer = ask("GET", "console", null);
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.headers().get("location")).containsExactly("/control/console/");
        assertThat(metal.consoleUrl().getPath()).isEqualTo("/control/console/");
    }

    @ParameterizedTest
    @CsvSource({"GET, console/no-such, 404", "GET, console/../faults, 404", "GET, consoles, 404", "POST, console/, 405"
    })
    void anything_else_is_refused(String method, String path, int status) {
        assertThat(ask(method, path, null).status()).isEqualTo(status);
    }

    @Test
    void the_control_lists_it() {
        assertThat(ask("GET", "", null).text()).contains("GET /control/console/");
    }
}
