package io.metalstack.lab.management;

import java.nio.file.Files;
import java.nio.file.Path;

/** What to try next. */
final class Hints {
    private Hints() {}

    /** Of a lab that is up, by what there is in it. */
    static String of(LabFiles files, String cluster) {
        // It is written once the cluster's nodes are Ready, and goes with the lab.
        if (Files.exists(files.workloadKubeconfig(cluster))) {
            return withCluster(files, cluster);
        }
        return Files.exists(files.log("provider")) ? withProvider(files) : withoutProvider(files);
    }

    static String withCluster(LabFiles files, String cluster) {
        var management = files.managementKubeconfig();
        return String.join(
                "\n",
                "Try:",
                "  " + on(files, files.workloadKubeconfig(cluster), "kubectl") + " get nodes -o wide",
                objects(files),
                "  " + on(files, management, "clusterctl") + " describe cluster " + cluster,
                "  " + on(files, management, "kubectl") + " scale machinedeployment " + cluster + "-md-0 --replicas=3",
                further(files));
    }

    private static String withProvider(LabFiles files) {
        return String.join("\n", "Try:", objects(files), further(files));
    }

    static String withoutProvider(LabFiles files) {
        return """
                Try:
                  %1$s get pods -A
                  %2$s init --config=<file written by make manager-test> --infrastructure=metalstack -v3
                In a browser: %4$s
                %5$sLogs are in %3$s. make lab-down ends it all.""".formatted(
                        on(files, files.managementKubeconfig(), "kubectl"),
                        on(files, files.managementKubeconfig(), "clusterctl"),
                        relative(files, files.logs()),
                        console(files),
                        provider(files));
    }

    private static String objects(LabFiles files) {
        return """
                  %1$s get clusters,machines,mscluster,msmachine,msfwdeploy,msfw
                  %1$s get events --sort-by=.lastTimestamp\
                """.formatted(on(files, files.managementKubeconfig(), "kubectl"));
    }

    private static String further(LabFiles files) {
        return """
                What the provider knows:
                  %s %s get --raw /debug/diagnosis
                In a browser: %s
                %sLogs are in %s, the machines' consoles in %s. make lab-down ends it all.""".formatted(
                        on(files, files.managementKubeconfig(), "kubectl"),
                        manager(),
                        console(files),
                        provider(files),
                        relative(files, files.logs()),
                        relative(files, files.machines()));
    }

    private static String provider(LabFiles files) {
        var told = ProviderProgram.told(files);
        return told.isEmpty() ? "" : told + "\n";
    }

    private static String console(LabFiles files) {
        return Doorway.address(files)
                .orElseGet(() -> "nothing, as %s says".formatted(relative(files, files.log("doorway"))));
    }

    /** Its own server, whose certificate nobody vouches for; the administrator of the management cluster may do all there. */
    private static String manager() {
        return "--server=https://%s:8443 --insecure-skip-tls-verify"
                .formatted(Site.FIRST.address(Component.METALSTACK));
    }

    private static String on(LabFiles files, Path kubeconfig, String program) {
        return relative(files, files.bin()) + "/" + program + " --kubeconfig " + relative(files, kubeconfig);
    }

    private static Path relative(LabFiles files, Path path) {
        return files.checkout().relativize(path);
    }
}
