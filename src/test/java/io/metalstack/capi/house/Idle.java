package io.metalstack.capi.house;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** For tests that start providers of their own: the application's own operator sees nothing of their cases. */
public class Idle implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("capms.namespace", "nobody-is-here");
    }
}
