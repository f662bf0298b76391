package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.management.Page.Place;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docs/lab.md}, typed as it stands beside a running cluster. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class LabPageTest {
    static final String PAGE = "lab.md";

    private static final Place LOOK = new Place("First steps", "kubectl get clusters");
    private static final Place GROW = new Place("First steps", "--replicas=3");
    private static final Place SHRINK = new Place("First steps", "--replicas=2");
    private static final Place KNOWN = new Place("Look into the provider", "/debug/diagnosis");
    private static final Place LOGGED = new Place("Look into the provider", "/debug/log-levels");
    private static final Place CONSOLE = new Place("The console", "/control/events");
    private static final Place PROGRAMS = new Place("Use", "out/lab/bin/kubectl");

    /** All blocks that are not make's. */
    static final List<Place> TYPED = List.of(LOOK, GROW, SHRINK, KNOWN, LOGGED, CONSOLE, PROGRAMS);

    @Test
    void the_first_steps_grow_the_cluster_and_give_the_machine_back() {
        var reader = Reader.ofLabWithProvider();
        var before = RunningLab.allocations();

        assertThat(reader.types(Reader.page(PAGE).at(LOOK))).containsPattern("demo-md-0-\\S+ +Ready");
        assertThat(reader.types(Reader.page(PAGE).at(GROW)))
                .contains("machinedeployment.cluster.x-k8s.io/demo-md-0 condition met", "machine/allocate")
                .contains("MachineAllocated", "MachineProvisioned");
        assertThat(RunningLab.allocations()).hasSize(before.size() + 1);

        reader.types(Reader.page(PAGE).at(SHRINK));
        RunningLab.awaits(
                "the machine to be given back", () -> RunningLab.allocations().size() == before.size());
    }

    @Test
    void the_provider_tells_what_it_knows_and_logs_more() {
        var known = Reader.page(PAGE).at(KNOWN);

        assertThat(Reader.ofLabWithProvider().types(known))
                .contains("\"acts\" : true", "\"account\" : \"provider\"", "(Metal-Edit)")
                .doesNotContain("\"watching\" : false");
        assertThat(Reader.ofLabWithProvider().types(known + Reader.page(PAGE).at(LOGGED)))
                .contains("\"io.metalstack.capi\" : \"DEBUG\"", " DEBUG ", "\"io.metalstack.capi\" : \"INFO\"");
    }

    @Test
    void the_simulator_tells_what_it_holds_and_is_held_and_let_go() {
        var before = RunningLab.allocations();
        var console = Doorway.address(RunningLab.FILES).orElseThrow();

        // Which has another port where 8090 is in use.
        var read = Reader.ofLabWithProvider()
                .types(Reader.page(PAGE)
                        .at(CONSOLE)
                        .replace("http://127.0.0.1:8090/control/", console.replace("console/", "")));

        assertThat(read).contains("event: state", "data: {").containsPattern("\"id\":\"hold\"[^}]*\"on\":true");
        assertThat(RunningLab.control("GET", "/control/switches", "").findValuesAsText("on"))
                .isNotEmpty()
                .containsOnly("false");
        var unused = RunningLab.settled();
        assertThat(RunningLab.allocations()).isEqualTo(before);
    }

    @Test
    void its_programs_reach_both_clusters_by_themselves() {
        var read = new Reader("").types(Reader.page(PAGE).at(PROGRAMS));

        assertThat(read)
                .containsPattern("demo-md-0-\\S+ +Ready")
                .contains("metalstackcluster.infrastructure.cluster.x-k8s.io/demo", "Cluster default/demo");
    }
}
