package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the console share: a simulator of two racks, and a browser that is at its console. */
abstract class OpenConsole extends Bench {
    /** Why they are skipped, where they are. */
    static final String LACK = "Chromium and its driver are not on PATH: install chromium and chromium-driver";

    static final String REFUSE = "[data-key=refuse] button";
    static final String SLOW = "[data-key=slow] button";

    static Browser browser;

    OpenConsole() {
        super(Simulator.builder()
                .inventory(InventorySpec.miniLab()
                        .withMachines(List.of(
                                rack("rack-1", "00000000-0000-0000-0000-00000000a001"),
                                rack("rack-2", "00000000-0000-0000-0000-00000000b001")))));
    }

    private static InventorySpec.Machines rack(String name, String firstId) {
        return new InventorySpec.Machines(6, firstId, InventorySpec.SMALL, InventorySpec.MINI_LAB, name);
    }

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    @BeforeEach
    void visit() {
        browser.resize(1280, 900, 1);
        browser.prefer("light");
        browser.visit(metal.consoleUrl());
        eventually(() -> assertThat(browser.text("#connection")).isEqualTo("live"));
    }

    static void eventually(ThrowingRunnable condition) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(condition);
    }

    /** Two clusters that a provider has made, one of them with a worker that is not up yet. */
    void twoClusters() {
        var demo = new Demo(metal, api, clock, "default.demo", "3b0d6a55-5c0e-4f57-9c58-6f6ec9f1d2ab").begin();
        demo.phoneHome(demo.firewall());
        demo.phoneHome(demo.controlPlane("control-plane-7xw2d"));
        demo.phoneHome(demo.worker("md-0-mbz4q-8kd2n"));
        var shop = new Demo(metal, api, clock, "team-a.shop", "a9c1f0e2-0d5b-4b8e-8f43-2f4b7d1c9e60").begin();
        shop.phoneHome(shop.firewall());
        shop.phoneHome(shop.controlPlane("control-plane-q9d5s"));
        demo.phoneHome(demo.worker("md-0-mbz4q-vx9jt"));
        shop.install(shop.worker("md-0-2tkzl-h4w8c"));
        api.post("/v1/machine/find", Map.of("tags", List.of("nothing=here")));
        eventually(() -> assertThat(browser.text("#machine-count")).isEqualTo("7 of 12 allocated"));
    }
}
