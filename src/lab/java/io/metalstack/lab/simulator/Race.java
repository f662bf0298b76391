package io.metalstack.lab.simulator;

/** A race inside metal-api that an allocation can lose; nothing stays allocated. */
public enum Race {
    /** The chosen machine was changed by another writer: 409. */
    CANDIDATE_CHANGED,
    /** Somebody allocated the chosen machine between choice and allocation: 422. */
    ALLOCATED_MEANWHILE,
    /** The last write lost: 409, after addresses were taken; they are released as lazily as after a free. */
    FINAL_UPDATE
}
