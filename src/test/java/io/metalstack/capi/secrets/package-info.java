/**
 * Secrets never leave the provider: canaries stand in for them, and every output of a whole life is searched for the
 * canaries in all the forms in which they could show up.
 */
package io.metalstack.capi.secrets;
