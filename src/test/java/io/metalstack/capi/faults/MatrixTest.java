package io.metalstack.capi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.house.Idle;
import io.metalstack.capi.process.Program;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every call of a life, every moment, every death: run by {@code make test-faults}, a few of them by every build. */
@QuarkusTest
@TestProfile(Idle.class)
class MatrixTest {

    private static final int PAIRS = Integer.getInteger("faults.pairs", 40);
    private static final int SAMPLE = 20;

    private final long seed = Long.getLong("faults.seed", 1);
    private Matrix matrix;

    @BeforeEach
    void open() {
        matrix = new Matrix(seed);
    }

    @AfterEach
    void close() {
        matrix.close();
    }

    @TestFactory
    @Tag("faults")
    Stream<DynamicTest> every_life_ends_with_nothing_twice_lost_or_foreign() {
        Program.JVM.require();
        var singles = CaseList.of(matrix.callsOfALife());
        var real = CaseList.realDeaths(singles);
        assertThat(singles).hasSizeGreaterThan(400);
        assertThat(real).hasSizeGreaterThan(40);
        var all = new ArrayList<>(singles);
        all.addAll(real);
        all.addAll(CaseList.pairs(singles, PAIRS, seed));
        assertThat(all).extracting(FaultCase::name).doesNotHaveDuplicates();
        Collections.shuffle(all, new Random(seed)); // so that a run that is cut short has seen something of everything
        var wanted = Stream.of(System.getProperty("faults.case", "").split("\\|"))
                .map(MatrixTest::asTyped)
                .toList();
        var cases = all.stream()
                .filter(it -> wanted.stream().anyMatch(asTyped(it.name())::contains))
                .toList();
        assertThat(cases).as("cases with these words: " + wanted).isNotEmpty();
        return matrix.tests(cases);
    }

    @TestFactory
    Stream<DynamicTest> a_sample_of_lives_ends_with_nothing_twice_lost_or_foreign() {
        return matrix.tests(CaseList.sample(CaseList.of(matrix.callsOfALife()), SAMPLE, seed));
    }

    /** Letters and digits only: how a shell passes the dots on depends on its locale. */
    private static String asTyped(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", " ").strip();
    }
}
