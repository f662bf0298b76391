/**
 * What an allocated machine of the lab does: it builds its root directory, carries out its user data with stock kubeadm,
 * and stands in for the kubelet: static pods become processes, the Node registers, its lease is renewed.
 *
 * <p>The lab starts a machine with {@link io.metalstack.lab.node.MachineCommand} and reads what it has to know of it
 * from the file {@code status.json} in the machine's directory. Nothing else connects the two.
 */
@NullMarked
package io.metalstack.lab.node;

import org.jspecify.annotations.NullMarked;
