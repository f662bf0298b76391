package io.metalstack.lab.simulator;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address that can be counted with; its text is the canonical one (RFC 5952). */
record Address(BigInteger value, Family family) implements Comparable<Address> {
    private static final Pattern DOTTED_QUAD =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern COLON_HEX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** Reads an address; a host name is none, and nothing is looked up. */
    static Optional<Address> parse(String text) {
        if (!DOTTED_QUAD.matcher(text).matches() && !COLON_HEX.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            var bytes = InetAddress.getByName(text).getAddress();
            return Optional.of(new Address(new BigInteger(1, bytes), bytes.length == 4 ? Family.IPV4 : Family.IPV6));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    Address plus(long steps) {
        return new Address(value.add(BigInteger.valueOf(steps)), family);
    }

    @Override
    public int compareTo(Address other) {
        var byFamily = family.compareTo(other.family);
        return byFamily != 0 ? byFamily : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return family == Family.IPV4 ? dottedQuad() : colonHex();
    }

    private String dottedQuad() {
        var v = value.longValue();
        return ((v >> 24) & 255) + "." + ((v >> 16) & 255) + "." + ((v >> 8) & 255) + "." + (v & 255);
    }

    private String colonHex() {
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = value.shiftRight(16 * (7 - i)).intValue() & 0xffff;
        }
        var gap = longestRunOfZeros(groups);
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (gap.length > 1 && i == gap.start) {
                text.append("::");
                i += gap.length - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private record Run(int start, int length) {}

    private static Run longestRunOfZeros(int[] groups) {
        var longest = new Run(-1, 0);
        int start = 0;
        for (int i = 0; i < groups.length; i++) {
            if (groups[i] != 0) {
                start = i + 1;
            } else if (i + 1 - start > longest.length) {
                longest = new Run(start, i + 1 - start);
            }
        }
        return longest;
    }
}
