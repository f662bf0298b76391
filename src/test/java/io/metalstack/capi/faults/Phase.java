package io.metalstack.capi.faults;

/** A part of a cluster's life, in order. */
enum Phase {
    CREATE_CLUSTER("create cluster", true),
    CREATE_FIREWALL("create firewall", false),
    CREATE_CONTROL_PLANE("create control plane", true),
    CREATE_WORKER("create worker", true),
    GROW("grow", false),
    SHRINK("shrink", false),
    ROLL("roll", false),
    ROLL_FIREWALL("roll firewall", false),
    DELETE_MACHINES("delete machines", true),
    DELETE_CLUSTER("delete cluster", true),
    /** In place of the two before: the Cluster goes, and with it all at once. */
    DELETE_WITH_FIREWALL("delete with firewall", false);

    final String words;

    /** Whether every life has it. The others are lived only by who wants to see them. */
    final boolean always;

    Phase(String words, boolean always) {
        this.words = words;
        this.always = always;
    }

    /** Whether only a cluster with a firewall has it. */
    boolean ofFirewall() {
        return this == CREATE_FIREWALL || this == ROLL_FIREWALL || this == DELETE_WITH_FIREWALL;
    }

    /** Whether a machine is allocated in it. */
    boolean takesMachine() {
        return this == CREATE_CONTROL_PLANE || this == CREATE_WORKER || this == GROW || this == ROLL;
    }

    /** Whether a machine is freed in it. */
    boolean freesMachine() {
        return this == SHRINK || this == ROLL || this == DELETE_MACHINES;
    }
}
