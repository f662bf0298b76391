package io.metalstack.capi.process;

import io.metalstack.capi.house.Idle;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Idle.class)
class ManagerMishapsJvmTest extends ManagerMishapsTest {
    ManagerMishapsJvmTest() {
        super(Program.JVM);
    }
}
