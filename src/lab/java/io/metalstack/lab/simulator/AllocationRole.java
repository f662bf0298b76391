package io.metalstack.lab.simulator;

/** What an allocated machine is used as; it follows from the endpoint, no request says it. */
enum AllocationRole {
    MACHINE("machine"),
    FIREWALL("firewall");

    private final String word;

    AllocationRole(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
