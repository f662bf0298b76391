package io.metalstack.capi.faults;

/** A part of a cluster's life, in order. */
enum Phase {
    CREATE_CLUSTER("create cluster", true),
    CREATE_CONTROL_PLANE("create control plane", true),
    CREATE_WORKER("create worker", true),
    GROW("grow", false),
    SHRINK("shrink", false),
    ROLL("roll", false),
    DELETE_MACHINES("delete machines", true),
    DELETE_CLUSTER("delete cluster", true);

    final String words;

    /** Whether every life has it. The others are lived only by who wants to see them. */
    final boolean always;

    Phase(String words, boolean always) {
        this.words = words;
        this.always = always;
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
