/** The packaged manager in processes of its own: on the JVM, and as the native binary. */
@org.jspecify.annotations.NullMarked
package io.metalstack.capi.process;
