package io.metalstack.lab.management;

import java.nio.file.Path;

/** What to try next. */
final class Hints {
    private Hints() {}

    static String withCluster(LabFiles files, String cluster) {
        var bin = relative(files, files.bin());
        var management = relative(files, files.managementKubeconfig());
        return """
                Try:
                  %1$s/kubectl --kubeconfig %2$s get nodes -o wide
                  %1$s/kubectl --kubeconfig %3$s get clusters,machines,mscluster,msmachine,msfwdeploy,msfw
                  %1$s/kubectl --kubeconfig %3$s get events --sort-by=.lastTimestamp
                  %1$s/clusterctl --kubeconfig %3$s describe cluster %4$s
                  %1$s/kubectl --kubeconfig %3$s scale machinedeployment %4$s-md-0 --replicas=3
                What the provider knows:
                  %1$s/kubectl --kubeconfig %3$s %9$s get --raw /debug/diagnosis
                In a browser: %7$s
                %8$sLogs are in %5$s, the machines' consoles in %6$s. make lab-down ends it all.""".formatted(
                        bin,
                        relative(files, files.workloadKubeconfig(cluster)),
                        management,
                        cluster,
                        relative(files, files.logs()),
                        relative(files, files.machines()),
                        console(files),
                        provider(files),
                        manager());
    }

    static String withoutProvider(LabFiles files) {
        return """
                Try:
                  %1$s/kubectl --kubeconfig %2$s get pods -A
                  %1$s/clusterctl --kubeconfig %2$s init --config=<file written by make manager-test> --infrastructure=metalstack -v3
                In a browser: %4$s
                %5$sLogs are in %3$s. make lab-down ends it all.""".formatted(
                        relative(files, files.bin()),
                        relative(files, files.managementKubeconfig()),
                        relative(files, files.logs()),
                        console(files),
                        provider(files));
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

    private static Path relative(LabFiles files, Path path) {
        return files.checkout().relativize(path);
    }
}
