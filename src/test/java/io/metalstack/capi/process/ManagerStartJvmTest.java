package io.metalstack.capi.process;

class ManagerStartJvmTest extends ManagerStartTest {
    ManagerStartJvmTest() {
        super(Program.JVM);
    }
}
