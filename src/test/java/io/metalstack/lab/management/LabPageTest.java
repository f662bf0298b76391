package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.management.Page.Place;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docs/lab.md}: the lab's own programs, called as it says. What else it has one type is make's. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class LabPageTest {
    static final String PAGE = "lab.md";
    static final List<Place> TYPED = List.of(new Place("Use", "out/lab/bin/kubectl"));

    @Test
    void its_programs_reach_both_clusters_by_themselves() {
        var read = new Reader("").types(Reader.page(PAGE).at(TYPED.getFirst()));

        assertThat(read)
                .containsPattern("demo-md-0-\\S+ +Ready")
                .contains("metalstackcluster.infrastructure.cluster.x-k8s.io/demo", "Cluster/demo");
    }
}
