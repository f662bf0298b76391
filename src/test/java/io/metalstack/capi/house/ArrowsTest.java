package io.metalstack.capi.house;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Timer;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which room may know which: the arrows of docs/tour.md. */
class ArrowsTest {

    private static final String ROOT = "io.metalstack.capi.";

    private static JavaClasses provider;
    private static JavaClasses everything;

    @BeforeAll
    static void read() {
        provider = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.metalstack.capi");
        everything = new ClassFileImporter().importPackages("io.metalstack");
    }

    @Test
    void rooms_know_only_the_rooms_below_them() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.metalstack.capi..")
                .layer("api")
                .definedBy(ROOT + "api..")
                .layer("time")
                .definedBy(ROOT + "time..")
                .layer("metal")
                .definedBy(ROOT + "metal..")
                .layer("capi")
                .definedBy(ROOT + "capi..")
                .layer("status")
                .definedBy(ROOT + "status..")
                .layer("allocation")
                .definedBy(ROOT + "allocation..")
                .layer("cluster")
                .definedBy(ROOT + "cluster..")
                .layer("firewall")
                .definedBy(ROOT + "firewall..")
                .layer("machine")
                .definedBy(ROOT + "machine..")
                .layer("template")
                .definedBy(ROOT + "template..")
                .layer("build")
                .definedBy(ROOT + "build..")
                .layer("runtime")
                .definedBy(ROOT + "runtime..")
                .whereLayer("cluster")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("firewall")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("machine")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("template")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("build")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("runtime")
                .mayOnlyBeAccessedByLayers("allocation", "cluster", "firewall", "machine", "template")
                .whereLayer("allocation")
                .mayOnlyBeAccessedByLayers("cluster", "firewall", "machine", "template")
                .whereLayer("status")
                .mayOnlyBeAccessedByLayers("allocation", "cluster", "firewall", "machine", "template", "runtime")
                .whereLayer("capi")
                .mayOnlyBeAccessedByLayers("allocation", "cluster", "firewall", "machine", "template")
                .whereLayer("metal")
                .mayOnlyBeAccessedByLayers("allocation", "cluster", "firewall", "machine", "template", "runtime")
                .whereLayer("time")
                .mayOnlyBeAccessedByLayers("metal", "capi", "cluster", "firewall", "machine", "template", "runtime")
                .check(provider);
    }

    @Test
    void kinds_use_nothing_of_the_runtime_but_its_settings() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "allocation..",
                        ROOT + "cluster..",
                        ROOT + "firewall..",
                        ROOT + "machine..",
                        ROOT + "template..")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are in runtime, ProviderConfig aside",
                        it -> it.getPackageName().startsWith(ROOT + "runtime")
                                && !it.getName().startsWith(ROOT + "runtime.ProviderConfig")))
                .check(provider);
    }

    @Test
    void metal_api_is_spoken_to_without_knowing_kubernetes() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "metal..", ROOT + "time..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..")
                .check(provider);
    }

    @Test
    void plans_decide_and_touch_nothing() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Plan")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client..",
                        "io.javaoperatorsdk..",
                        "java.io..",
                        "java.net..",
                        "java.nio..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ROOT + "metal.MetalApi")
                .check(provider);
    }

    @Test
    void time_is_asked_of_the_injected_clock_only() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "runtime..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .check(provider);
    }

    /** Rechecks alone plan the next pass, by the clock that tests move. */
    @Test
    void nothing_happens_later_by_another_clock_than_the_timetables() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "time..")
                .should()
                .callMethodWhere(target(name("rescheduleAfter")))
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", Duration.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ScheduledExecutorService.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Timer.class)
                .check(provider);
    }

    @Test
    void the_lab_and_the_provider_do_not_know_each_other() {
        noClasses()
                .that()
                .resideInAPackage("io.metalstack.lab..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.metalstack.capi..")
                .allowEmptyShould(true)
                .check(everything);
        noClasses()
                .that()
                .resideInAPackage("io.metalstack.capi..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.metalstack.lab..")
                .check(provider);
    }
}
