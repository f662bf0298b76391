package io.metalstack.capi.process;

import io.metalstack.capi.house.Idle;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Idle.class)
class ManagerMishapsNativeTest extends ManagerMishapsTest {
    ManagerMishapsNativeTest() {
        super(Program.NATIVE);
    }
}
