/**
 * The matrix of faults: lives of a cluster, each with something going wrong at one point, or with the provider's process
 * dying there, and after each the same verdict: never two, never lost, never foreign.
 */
package io.metalstack.capi.faults;
