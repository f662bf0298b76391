package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For a test that brings its lab up itself: there is no other before it, and none after it. */
final class OwnLab implements BeforeEachCallback, AfterEachCallback {

    @Override
    public void beforeEach(ExtensionContext context) {
        RunningLab.down();
        RunningLab.requireNone();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(RunningLab.lab("down")).isZero();
    }
}
