package io.metalstack.lab.management;

import io.metalstack.lab.simulator.HeldMachine;
import java.io.IOException;
import java.nio.file.Path;

/** What an image does once its machine has power and cables. */
interface Boot {
    /**
     * Starts the machine's first process.
     *
     * @param folder the machine's own
     * @param network with all cables
     * @throws IOException the folder cannot be written
     * @throws io.metalstack.lab.LabException the image does not run, and why
     */
    Process start(HeldMachine held, Path folder, AddressPlan plan, NetworkNamespace network) throws IOException;
}
