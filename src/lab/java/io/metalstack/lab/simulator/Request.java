package io.metalstack.lab.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call whose caller, route and role are checked.
 *
 * @param id the variable segment of the path, decoded; empty where the route has none
 * @param role null on routes that need no credentials
 */
record Request(
        Route route,
        String path,
        String id,
        Map<String, String> query,
        String body,
        @Nullable Role role) {
    <T> T read(Class<T> type) {
        return Json.read(body, type);
    }

    String user() {
        return role == null ? "" : role.email();
    }

    @Override
    public String toString() {
        return route + " " + path; // the body may hold user data
    }
}
