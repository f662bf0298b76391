package io.metalstack.capi.secrets;

import io.metalstack.capi.house.Idle;
import io.metalstack.capi.process.Program;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Idle.class)
class ManagerSecretsNativeTest extends ManagerSecretsTest {
    ManagerSecretsNativeTest() {
        super(Program.NATIVE);
    }
}
