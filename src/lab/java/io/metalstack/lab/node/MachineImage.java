package io.metalstack.lab.node;

import java.io.IOException;

/** What the operating system image brings: its files in /etc, and stand-ins for the services that the lab does not run. */
final class MachineImage {

    private MachineImage() {}

    /** Puts the image's files onto the machine. */
    static void install(MachineRoot root, MachineSpec machine) throws IOException {
        root.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n", 0644);
        root.write("/etc/group", "root:x:0:\nnogroup:x:65534:\n", 0644);
        root.write("/etc/hostname", machine.hostname() + "\n", 0644);
        root.write("/etc/hosts", "127.0.0.1 localhost\n" + machine.address() + " " + machine.hostname() + "\n", 0644);
        // Nobody answers names in the lab; asking the machine itself fails at once.
        root.write("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", 0644);
        root.write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n", 0644);
        root.write("/etc/os-release", osRelease(machine), 0644);
        root.write("/etc/machine-id", machine.id().replace("-", "") + "\n", 0444);
        root.write(MachineRoot.STAND_INS + "/kubeadm", KUBEADM, 0755);
        root.write(MachineRoot.STAND_INS + "/systemctl", SYSTEMCTL, 0755);
        root.write(MachineRoot.STAND_INS + "/kubelet", kubelet(machine.kubernetesVersion()), 0755);
    }

    private static String osRelease(MachineSpec machine) {
        return "NAME=\"metal-stack lab\"\nID=lab\nPRETTY_NAME=\"metal-stack lab, image " + machine.image() + "\"\n";
    }

    /** Stock kubeadm, told not to mind that this machine has no container runtime. */
    private static final String KUBEADM = """
            #!/bin/sh
            case "${1:-}" in
                init | join) exec %1$s/kubeadm "$@" --ignore-preflight-errors=all ;;
            esac
            exec %1$s/kubeadm "$@"
            """.formatted(MachineRoot.TOOLS);

    /**
     * Knows the two services that a Kubernetes image runs. A wider "active" would make kubeadm warn about firewalld and
     * choose systemd-resolved's configuration.
     */
    private static final String SYSTEMCTL = """
            #!/bin/sh
            case "$*" in
                *kubelet* | *containerd* | daemon-reload) echo active ;;
                *) exit 3 ;;
            esac
            """;

    private static String kubelet(String version) {
        return """
                #!/bin/sh
                [ "${1:-}" = --version ] && echo "Kubernetes v%s" && exit
                echo "the kubelet is already running" >&2
                exit 1
                """.formatted(version);
    }
}
