package io.metalstack.lab.management;

/**
 * The two kinds of cert-manager that clusterctl tries out before it believes that cert-manager is there. Nobody acts on
 * them: the lab's webhooks have a certificate already.
 */
final class CertificateKinds {
    /** The version of this stand-in in the clusterctl repository. */
    static final String VERSION = "v1.0.0";

    /** Where it is in the repository. */
    static final String FILE = "cert-manager/" + VERSION + "/cert-manager.yaml";

    private CertificateKinds() {}

    static final String CRDS = crd("Issuer", "issuer") + "---\n" + crd("Certificate", "certificate");

    private static String crd(String kind, String name) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: %2$ss.cert-manager.io
                spec:
                  group: cert-manager.io
                  scope: Namespaced
                  names:
                    kind: %1$s
                    listKind: %1$sList
                    plural: %2$ss
                    singular: %2$s
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        x-kubernetes-preserve-unknown-fields: true
                """.formatted(kind, name);
    }
}
