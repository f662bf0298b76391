package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The three users behind metal-api's keys; a higher one may do all that a lower one may. */
public enum Role {
    VIEW("view"),
    EDIT("edit"),
    ADMIN("admin");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** The first word of the {@code Authorization} header, e.g. {@code Metal-Edit}; case matters. */
    public String scheme() {
        return "Metal-" + Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** Whom metal-api names as creator of an allocation and issuer of a state. */
    public String email() {
        return "metal-" + word + "@metal-stack.io";
    }

    List<String> groups() {
        return List.of("k8s_kaas-" + word, "maas-all-all-" + word);
    }

    /** The groups of this role and of all above it, as metal-api lists them to a caller who has none of them. */
    List<String> admittedGroups() {
        var groups = new ArrayList<String>();
        for (var role : values()) {
            if (role.compareTo(this) >= 0) {
                groups.addAll(role.groups());
            }
        }
        return groups;
    }

    static Optional<Role> ofScheme(String scheme) {
        for (var role : values()) {
            if (role.scheme().equals(scheme)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
