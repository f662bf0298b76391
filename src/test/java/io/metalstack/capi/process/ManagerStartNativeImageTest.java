package io.metalstack.capi.process;

class ManagerStartNativeImageTest extends ManagerStartTest {
    ManagerStartNativeImageTest() {
        super(Program.NATIVE_IMAGE);
    }
}
