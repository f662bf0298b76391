package io.metalstack.capi.process;

class ManagerStartJvmImageTest extends ManagerStartTest {
    ManagerStartJvmImageTest() {
        super(Program.JVM_IMAGE);
    }
}
