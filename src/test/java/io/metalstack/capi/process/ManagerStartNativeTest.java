package io.metalstack.capi.process;

class ManagerStartNativeTest extends ManagerStartTest {
    ManagerStartNativeTest() {
        super(Program.NATIVE);
    }
}
