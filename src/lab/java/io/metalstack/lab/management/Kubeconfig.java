package io.metalstack.lab.management;

import java.nio.file.Path;

/** Writes kubeconfig files for bearers of a token. */
final class Kubeconfig {
    private Kubeconfig() {}

    /**
     * @param server URL of the API server
     * @param authorityBase64 PEM certificate that signed the server's, base64 once more
     */
    static void write(Path file, String server, String authorityBase64, String token) {
        LabFiles.writePrivately(file, """
                apiVersion: v1
                kind: Config
                current-context: lab
                clusters:
                - name: lab
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: lab
                  user:
                    token: %s
                contexts:
                - name: lab
                  context:
                    cluster: lab
                    user: lab
                """.formatted(server, authorityBase64, token));
    }
}
