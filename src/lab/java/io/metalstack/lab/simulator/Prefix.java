package io.metalstack.lab.simulator;

import java.math.BigInteger;
import java.util.Optional;

/** An address block, e.g. {@code 10.0.0.0/22}; host bits are cut off. */
record Prefix(Address network, int length) implements Comparable<Prefix> {
    Prefix {
        var host = network.family().bits() - length;
        network = new Address(network.value().shiftRight(host).shiftLeft(host), network.family());
    }

    static Optional<Prefix> parse(String cidr) {
        var slash = cidr.indexOf('/');
        if (slash < 0 || !cidr.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        var length = Integer.parseInt(cidr.substring(slash + 1));
        return Address.parse(cidr.substring(0, slash))
                .filter(a -> length <= a.family().bits())
                .map(a -> new Prefix(a, length));
    }

    Family family() {
        return network.family();
    }

    BigInteger size() {
        return BigInteger.ONE.shiftLeft(family().bits() - length);
    }

    BigInteger first() {
        return network.value();
    }

    BigInteger last() {
        return first().add(size()).subtract(BigInteger.ONE);
    }

    boolean contains(Address address) {
        return address.family() == family()
                && address.value().compareTo(first()) >= 0
                && address.value().compareTo(last()) <= 0;
    }

    boolean contains(Prefix other) {
        return other.length >= length && contains(other.network);
    }

    boolean overlaps(Prefix other) {
        return contains(other) || other.contains(this);
    }

    Prefix lowerHalf() {
        return new Prefix(network, length + 1);
    }

    Prefix upperHalf() {
        return new Prefix(new Address(first().add(size().shiftRight(1)), family()), length + 1);
    }

    @Override
    public int compareTo(Prefix other) {
        var byNetwork = network.compareTo(other.network);
        return byNetwork != 0 ? byNetwork : Integer.compare(length, other.length);
    }

    @Override
    public String toString() {
        return network + "/" + length;
    }
}
