package io.metalstack.lab.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of the three users. They are global: none is bound to a project.
 *
 * @param bearer a static token that stands for an OIDC token of a user with the edit role; empty for none
 */
public record Keys(String view, String edit, String admin, String bearer) {
    /** Secrets that are left out are mini-lab's. */
    public Keys {
        view = orElse(view, "metal-view");
        edit = orElse(edit, "metal-edit");
        admin = orElse(admin, "metal-admin");
        bearer = orElse(bearer, "");
    }

    private static String orElse(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }

    /** The keys of mini-lab, no bearer token. */
    public static Keys miniLab() {
        return new Keys("metal-view", "metal-edit", "metal-admin", "");
    }

    String of(Role role) {
        return switch (role) {
            case VIEW -> view;
            case EDIT -> edit;
            case ADMIN -> admin;
        };
    }

    static Duration lifetime(Role role) {
        return role == Role.ADMIN ? Duration.ofSeconds(90) : Duration.ofSeconds(30);
    }

    @Override
    public String toString() {
        return "Keys[hidden]";
    }
}
