package io.metalstack.capi.secrets;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.house.Scraper;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.capi.process.ManagerProcess;
import io.metalstack.capi.process.Program;
import io.metalstack.lab.simulator.Keys;
import io.metalstack.lab.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged manager, set to say as much as it can: what it writes to its output, and what else is seen of it. */
abstract class ManagerSecretsTest {

    private static final String WORKER = "w-1";

    /** As far as settings go; the build cuts off what is below DEBUG. */
    private static final List<String> TALKATIVE = List.of(
            "-Dquarkus.log.level=ALL",
            "-Dquarkus.log.min-level=ALL",
            "-Dquarkus.log.category.\"io.fabric8.kubernetes.client.http.HttpLoggingInterceptor\".level=ALL",
            "-Dquarkus.log.category.\"org.jboss.resteasy.reactive.client.handlers.ClientErrorHandler\".level=ALL",
            "-Dquarkus.rest-client.logging.scope=request-response",
            "-Dquarkus.rest-client.logging.body-limit=1000000");

    @TempDir
    Path directory;

    private final Program program;
    private @Nullable ManagerProcess manager;
    private KubernetesClient admin;
    private Simulator metal;
    private MetalRelay relay;
    private Stage stage;

    ManagerSecretsTest(Program program) {
        this.program = program;
    }

    @BeforeEach
    void open() throws IOException {
        program.require();
        admin = TestApiServer.adminClient();
        metal = Simulator.builder()
                .keys(new Keys(null, Canary.KEY.value(), null, null))
                .machines(2)
                .start();
        relay = new MetalRelay(0, metal.baseUrl());
        stage = Stage.open(admin, metal);
    }

    @AfterEach
    void close() {
        if (manager != null) {
            manager.close();
        }
        if (stage == null) {
            return; // this program was left out
        }
        stage.close();
        relay.close();
        metal.close();
        admin.close();
    }

    @Test
    void a_life_with_failures_shows_no_secret() throws Exception {
        try (var objects = new ObjectWatch(admin, stage.namespace())) {
            start(Map.of(), "--namespace=" + stage.namespace(), "--metrics-bind-address=:0");

            live();

            var health = URI.create("http://127.0.0.1:" + manager.port("http").orElseThrow() + "/q/health");
            var found = new TreeSet<>(new Outputs(objects, relay, Map.of("health", health)).found());
            found.addAll(Canary.foundIn(told()));
            found.addAll(Canary.foundIn(output()));
            assertThat(found).isEmpty();
        }
        assertThat(output())
                .as("the most that the shipped build says")
                .contains("\"level\":\"DEBUG\"", "io.fabric8", "io.javaoperatorsdk", "Allocated machine")
                .doesNotContain("\"level\":\"TRACE\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"METAL_API_URL", "METAL_API_HMAC_AUTH_TYPE", "METAL_API_CA_FILE"})
    void a_secret_in_the_wrong_setting_is_not_repeated(String setting) throws Exception {
        start(Map.of(setting, setting.endsWith("FILE") ? written(Canary.KEY.value()) : Canary.KEY.value()));

        assertThat(manager.endsWithin(2, TimeUnit.MINUTES)).as("it ends").isTrue();

        assertThat(output()).contains("METAL_API");
        assertThat(Canary.foundIn(output())).isEmpty();
    }

    @Test
    void a_key_that_looks_like_an_expression_is_not_repeated() throws Exception {
        start(Map.of("METAL_API_HMAC", "x${" + Canary.KEY.value() + "}"));

        eventually().until(() -> manager.ended() || output().contains("Listening on"));

        assertThat(Canary.foundIn(output())).isEmpty();
    }

    /** That all of this would find one. */
    @Test
    void one_in_what_it_says_is_found() throws Exception {
        start(Map.of(), "--" + Canary.KEY.value());

        assertThat(manager.endsWithin(2, TimeUnit.MINUTES)).as("it ends").isTrue();

        assertThat(Canary.foundIn(output())).containsExactly("KEY plain");
    }

    private void live() throws IOException {
        relay.goesWrong("/v1/network/allocate", Mishaps.error(403));
        stage.cluster();
        eventually().until(() -> relay.struck() > 0);
        relay.goesRight();
        eventually().until(stage::provisioned);
        stage.infrastructureProvisioned();
        stage.machine(WORKER, false, true);
        for (var mishap : List.of(Mishaps.error(422), Mishaps.errorAboutUserData())) {
            relay.goesWrong("/v1/machine/allocate", mishap);
            stage.bootstrapSecret(WORKER, Map.of("value", Canary.BOOTSTRAP.userData()));
            eventually().until(() -> relay.struck() > 0);
        }
        relay.goesRight();
        eventually().until(() -> output().contains("Allocated machine"));
        stage.delete(stage.metalStackMachine(WORKER));
        relay.goesWrong("/free", Mishaps.otherJson());
        eventually().until(() -> relay.struck() > 0);
        relay.goesRight();
        eventually().until(() -> stage.metalStackMachine(WORKER) == null);
    }

    /** What it tells who may ask. */
    private String told() throws Exception {
        var page = "https://127.0.0.1:" + manager.port("https").orElseThrow();
        try (var somebody = new Scraper(admin, stage.namespace())) {
            var token = somebody.token();
            somebody.mayReadMetrics();
            somebody.mayDiagnose();
            var told = new StringBuilder();
            for (var uri : List.of(URI.create(page + "/metrics"), URI.create(page + "/debug/diagnosis"))) {
                told.append(somebody.reads(uri, token));
            }
            assertThat(told.toString()).contains("metal_api_calls_seconds_count", "\"lastError\"");
            return told.toString();
        }
    }

    private void start(Map<String, String> environment, String... flags) throws IOException {
        var settings = new HashMap<>(Map.of(
                "KUBECONFIG", TestApiServer.managerKubeconfig().toString(),
                "METAL_API_URL", relay.url(),
                "METAL_API_HMAC", Canary.KEY.value(),
                "METAL_API_CA_FILE", written(MountedCredentials.caBundle())));
        settings.putAll(environment);
        var words = new ArrayList<>(TALKATIVE);
        words.add("--leader-elect=false");
        words.addAll(List.of(flags));
        manager = new ManagerProcess(program, settings, words);
    }

    private String written(String bundle) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "ca", ".crt"), bundle)
                .toString();
    }

    private String output() {
        return manager.log();
    }
}
