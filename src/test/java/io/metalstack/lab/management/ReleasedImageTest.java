package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.lab.Command;
import io.metalstack.lab.image.ContainerImage;
import io.metalstack.lab.image.ImageArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A release of this checkout's commit as its users get it: its files are installed, and its image runs. */
@Tag("end-to-end")
@ExtendWith(OwnLab.class)
class ReleasedImageTest {
    private static final String VERSION = "v0.0.0-test";
    private static final Path CLONE = Path.of("out/rehearsal");
    private static final Path RELEASE = CLONE.resolve("out/release");
    private static final Path INDEX = CLONE.resolve("out/images/jvm");
    private static final Path ARCHIVE = CLONE.resolve("out/archives/jvm-%s.tar".formatted(ImageArchive.architecture()));
    private static final String PROJECT = "/control/projects/" + Variables.PROJECT;

    /** Not once for the class: one that is left out as a whole is in no count. */
    @BeforeEach
    void release() {
        var lack = Command.of("scripts/image", "check").result();
        assumeTrue(lack.code() == 0, lack.errors().strip());
        LabFiles.delete(CLONE);
        var commit = Command.of("git", "rev-parse", "HEAD").run().strip();
        Command.of("git", "clone", "--quiet", ".", CLONE.toString()).run();
        Command.of("git", "-C", CLONE.toString(), "checkout", "--quiet", "--detach", commit)
                .run();
        Command.of("scripts/release", VERSION)
                .with(Map.of("NATIVE", "0", "IMAGE", "", "ARCHIVES", "", "ONLY", ""))
                .in(CLONE.toAbsolutePath())
                .run();
    }

    @Test
    void its_files_are_installed_its_image_runs_and_a_cluster_comes_up_and_leaves_nothing() throws IOException {
        var image = ImageArchive.read(ARCHIVE);

        assertThat(lab("up", "--workers=1", "--bundle=" + RELEASE, "--image=" + ARCHIVE))
                .contains(provenance(image), "The cluster is up.");

        assertThat(lab("status")).contains(provenance(image));
        assertThat(readyNodes()).hasSize(2).containsOnly("True");
        clusterctlHasInstalledIt();
        theDeploymentNamesTheIndexOfWhichThisImageIsPart(image);
        theProcessIsTheImages();
        theRunningLabTakesNoOther();

        assertThat(RunningLab.control("GET", PROJECT, "").path("left")).isNotEmpty();
        RunningLab.kubectl("delete", "cluster", RunningLab.CLUSTER, "--namespace=default");
        assertThat(RunningLab.control("GET", PROJECT, "").path("left")).isEmpty();
    }

    private static void clusterctlHasInstalledIt() {
        assertThat(RunningLab.all("providers.clusterctl.cluster.x-k8s.io"))
                .filteredOn(it -> it.at("/metadata/name").asText().equals(Component.METALSTACK.label()))
                .extracting(it -> it.path("version").asText())
                .containsExactly(VERSION);
    }

    private static void theDeploymentNamesTheIndexOfWhichThisImageIsPart(ImageArchive image) throws IOException {
        var index = RunningLab.json(RunningLab.read(INDEX.resolve("index.json")))
                .at("/manifests/0/digest")
                .asText();
        var parts = RunningLab.json(RunningLab.read(INDEX.resolve("blobs").resolve(index.replace(':', '/'))))
                .path("manifests");
        var named = RunningLab.all("deployments").stream()
                .filter(it -> it.at("/metadata/namespace").asText().equals(Component.METALSTACK.namespace()))
                .map(it -> it.at("/spec/template/spec/containers/0/image").asText())
                .toList();

        assertThat(named)
                .containsExactly(Files.readString(RELEASE.resolve("images.txt")).strip());
        assertThat(named.getFirst()).endsWith(":" + VERSION + "-jvm@" + index);
        assertThat(parts).extracting(it -> it.path("digest").asText()).containsExactly(image.digest());
    }

    private static void theProcessIsTheImages() throws IOException {
        var image = ContainerImage.in(RunningLab.FILES.provider());
        var processes = ProviderProgram.processes(RunningLab.FILES).toList();
        assertThat(processes).hasSize(1);
        var process = Path.of("/proc", Long.toString(processes.getFirst().pid()));

        assertThat(Files.readSymbolicLink(process.resolve("root"))).isEqualTo(image.root());
        assertThat(words(process.resolve("cmdline")))
                .startsWith(image.entrypoint().toArray(String[]::new))
                .contains("--leader-elect=true");
        assertThat(words(process.resolve("environ"))).contains("SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt");
        assertThat(RunningLab.read(process.resolve("uid_map")).strip()).matches("65532 +\\d+ +1");
        assertThat(RunningLab.read(process.resolve("status"))).containsPattern("CapEff:\\s+0+\\n");
        assertThat(mounts(process).get("/")).startsWith("ro");
        assertThat(mounts(process).get("/tmp")).startsWith("rw").endsWith("tmpfs");
        assertThat(RunningLab.read(RunningLab.FILES.log(Component.METALSTACK.program())))
                .contains("capms-controller-manager %s on JVM".formatted(VERSION.substring(1)));
    }

    private static void theRunningLabTakesNoOther() {
        var printed = new ByteArrayOutputStream();
        var code = Lab.run(RunningLab.CHECKOUT, new PrintStream(printed, true), "up", "--bundle=" + RELEASE);

        assertThat(code).isOne();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo("lab: the running lab has another provider than you ask for: make lab-down first\n");
    }

    /** Options and type by the place where it is mounted; what is mounted last hides what is below. */
    private static Map<String, String> mounts(Path process) {
        return RunningLab.read(process.resolve("mounts"))
                .lines()
                .map(it -> it.split(" "))
                .collect(Collectors.toMap(it -> it[1], it -> it[3] + " " + it[2], (lower, upper) -> upper));
    }

    private static List<String> words(Path file) {
        return List.of(RunningLab.read(file).split("\0"));
    }

    private static List<String> readyNodes() {
        var kubeconfig = RunningLab.FILES.workloadKubeconfig(RunningLab.CLUSTER).toString();
        return RunningLab.items(RunningLab.kubectl("--kubeconfig", kubeconfig, "get", "nodes", "--output=json"))
                .stream()
                .flatMap(it -> StreamSupport.stream(it.at("/status/conditions").spliterator(), false))
                .filter(it -> it.path("type").asText().equals("Ready"))
                .map((JsonNode it) -> it.path("status").asText())
                .toList();
    }

    private static String provenance(ImageArchive image) {
        return "The provider runs from the image %s: version %s, %s."
                .formatted(ARCHIVE, VERSION.substring(1), image.digest());
    }

    private static String lab(String... words) {
        var printed = new ByteArrayOutputStream();
        var code = Lab.run(RunningLab.CHECKOUT, new PrintStream(printed, true, StandardCharsets.UTF_8), words);
        var said = printed.toString(StandardCharsets.UTF_8);
        System.out.print(said);
        assertThat(code).as(said).isZero();
        return said;
    }
}
