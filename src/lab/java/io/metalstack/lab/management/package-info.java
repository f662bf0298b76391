/**
 * The lab's management plane: namespaces, etcd, API server, Cluster API's managers and the provider as plain processes,
 * {@code clusterctl}, and the hands that turn an allocation of the simulator into a booting machine. {@link
 * io.metalstack.lab.management.Lab} is the command line.
 */
@NullMarked
package io.metalstack.lab.management;

import org.jspecify.annotations.NullMarked;
