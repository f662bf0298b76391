package io.metalstack.capi.process;

import io.metalstack.capi.house.Idle;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Idle.class)
class ManagerLifeJvmTest extends ManagerLifeTest {
    ManagerLifeJvmTest() {
        super(Program.JVM);
    }
}
