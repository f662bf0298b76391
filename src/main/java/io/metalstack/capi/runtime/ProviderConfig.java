package io.metalstack.capi.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** Settings of the manager, besides those of metal-api. Each default is spelled out by a test. */
@ConfigMapping(prefix = "capms")
public interface ProviderConfig {

    /** The one namespace to watch; all when absent. Flag {@code --namespace}. */
    Optional<String> namespace();

    /** Reconcile only objects with this value of label {@code cluster.x-k8s.io/watch-filter}. Flag {@code --watch-filter}. */
    Optional<String> watchFilter();

    /** Where metrics are served over HTTPS, as {@code :8443}; nowhere with 0. Flag {@code --metrics-bind-address}. */
    @WithDefault("0")
    String metricsBindAddress();

    /**
     * Whether metrics want HTTPS and a token that may read them. If not, everybody reads them at the address of the
     * health probes. Flag {@code --metrics-secure}.
     */
    @WithDefault("true")
    boolean metricsSecure();

    /** A directory with tls.crt and tls.key for the metrics. Without it the manager signs a certificate for itself. */
    Optional<String> metricsCertDir();

    /** Whether to take the lease before acting. */
    @WithDefault("true")
    boolean leaderElection();

    /** Namespace of the lease. */
    @WithDefault("capms-system")
    String leaseNamespace();

    /**
     * Margin, beyond the signature's lifetime and metal-api's lock, after which a call in doubt counts as settled. With
     * a Metal-Edit key (30 s) and the lock (10 s) this makes three minutes.
     */
    @WithDefault("PT2M20S")
    Duration settleMargin();

    /** Whether to tell of all objects what would be done, and to do nothing. Annotation {@code …/plan} for single ones. */
    @WithDefault("false")
    boolean plan();

    /** How soon to look again at something that is expected to change. */
    @WithDefault("PT10S")
    Duration soon();

    /** How soon to look again at something that only a person or a slow process changes. */
    @WithDefault("PT1M")
    Duration slowly();

    /**
     * The share of a cluster's machines (0.3 is 30 %) that may be freed within {@link #deletionBrakeWindow()} without a
     * person's confirmation. No limit when absent. More than 0 and at most 1.
     */
    OptionalDouble deletionBrakeShare();

    /** How long a freed machine counts for {@link #deletionBrakeShare()}. */
    @WithDefault("PT1H")
    Duration deletionBrakeWindow();

    /** How long a firewall may take from its allocation until it is ready, before somebody is told. */
    @WithDefault("PT15M")
    Duration firewallDeadline();

    /**
     * Which namespaces may use which projects of metal-stack: {@code team-a=p1,p2; team-b=p3; *=p4}. A namespace that is
     * not named is as {@code *} says, or may use none; {@code *} as project is every one. All may use all when absent.
     */
    Optional<String> allowedProjects();

    /**
     * {@link #allowedProjects()}, read.
     *
     * @param byNamespace empty when nothing is restricted
     */
    record AllowedProjects(Map<String, Set<String>> byNamespace) {

        /** Nothing is restricted. */
        public static final AllowedProjects ALL = new AllowedProjects(Map.of());

        private static final String ANY = "*";

        /** @throws IllegalArgumentException with a sentence that names the setting */
        public static AllowedProjects of(ProviderConfig config) {
            return config.allowedProjects().map(AllowedProjects::parse).orElse(ALL);
        }

        static AllowedProjects parse(String setting) {
            var allowed = new TreeMap<String, Set<String>>();
            for (var rule : setting.split(";", -1)) {
                var sides = rule.strip().split("\\s*=\\s*", -1);
                var complete = sides.length == 2 && !sides[0].isEmpty() && !sides[1].isEmpty();
                if (!complete || allowed.put(sides[0], Set.copyOf(List.of(sides[1].split("\\s*,\\s*")))) != null) {
                    throw new IllegalArgumentException(
                            "CAPMS_ALLOWED_PROJECTS (capms.allowed-projects) cannot be read at \"" + rule.strip()
                                    + "\": it must look like team-a=project-1,project-2; team-b=project-3; *=project-4,"
                                    + " with each namespace once");
                }
            }
            return new AllowedProjects(allowed);
        }

        /** Why the namespace may not use the project; empty when it may. */
        public Optional<String> refusal(String namespace, String project) {
            var projects = byNamespace.getOrDefault(namespace, byNamespace.getOrDefault(ANY, Set.of()));
            return byNamespace.isEmpty() || projects.contains(project) || projects.contains(ANY)
                    ? Optional.empty()
                    : Optional.of("namespace " + namespace + " may not use project " + project
                            + ": use a project that it may use, or have this one allowed in the provider's settings"
                            + " (capms.allowed-projects)");
        }
    }
}
