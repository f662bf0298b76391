package io.metalstack.capi.faults;

/** One process of the provider, from its start to its death or its end. */
interface Incarnation {

    /** Ends it at this very moment: whatever it was about to send is not sent. Returns at once. */
    void kill();

    /** Whether it is dead indeed, so that the next may be started. */
    boolean ended();

    /** What has become due by the case's clock happens now. */
    void clockMoved();

    Lines lines();

    /** Ends it, however it can. */
    void close();
}
