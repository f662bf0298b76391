package io.metalstack.lab.simulator;

import java.util.Locale;
import java.util.Optional;

/** The provisioning events of metal-api, by their exact names. */
public enum ProvisioningEvent {
    ALIVE("Alive"),
    CRASHED("Crashed"),
    PXE_BOOTING("PXE Booting"),
    PLANNED_REBOOT("Planned Reboot"),
    PREPARING("Preparing"),
    REGISTERING("Registering"),
    WAITING("Waiting"),
    INSTALLING("Installing"),
    BOOTING_NEW_KERNEL("Booting New Kernel"),
    PHONED_HOME("Phoned Home"),
    MACHINE_RECLAIM("Machine Reclaim");

    private final String word;

    ProvisioningEvent(String word) {
        this.word = word;
    }

    /** The name in {@code events.log[].event}. */
    public String word() {
        return word;
    }

    String inProse() {
        return word.toLowerCase(Locale.ROOT);
    }

    /** The event of this exact name. */
    public static Optional<ProvisioningEvent> of(String word) {
        for (var event : values()) {
            if (event.word.equals(word)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }
}
