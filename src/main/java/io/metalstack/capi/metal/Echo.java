package io.metalstack.capi.metal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Takes out of what metal-api says, or whatever stands in front of it, what was sent there: an error may quote its
 * request, and people read it in conditions, Events and the log.
 */
final class Echo {

    /** Of a request without user data. */
    static final Echo OF_SIGNATURE = new Echo(new byte[0]);

    /** Signatures, and whatever else is encoded: names and uuids are shorter, or have dashes. */
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9+/=_%]{48,}");

    /** Much more than is shown of a text, and little enough to be compared with user data. */
    private static final int LOOKED_AT = 1_000;

    /** This many letters in a row that were sent as well are taken out; fewer may be words of metal-api's own. */
    private static final int SHORTEST = 16;

    private static final String LEFT_OUT = "…";

    private final byte[] userData;

    private Echo(byte[] userData) {
        this.userData = userData;
    }

    /** Of a request with this user data. */
    static Echo of(byte[] userData) {
        return new Echo(userData);
    }

    /** The text on one line, with an ellipsis in place of what was sent. */
    String takenOutOf(String text) {
        var looked = text.length() <= LOOKED_AT ? text : text.substring(0, LOOKED_AT) + LEFT_OUT;
        var line = onOneLine(ENCODED.matcher(looked).replaceAll(LEFT_OUT));
        var sent = sent();
        var rest = new StringBuilder();
        for (var at = 0; at < line.length(); ) {
            var same = lettersInCommon(sent, line, at);
            rest.append(same == 0 ? line.substring(at, at + 1) : LEFT_OUT);
            at += Math.max(same, 1);
        }
        return rest.toString();
    }

    /** The user data as it is and as it is sent; made only for an answer that is an error. */
    private String sent() {
        return onOneLine(new String(userData, StandardCharsets.UTF_8)) + "\n"
                + Base64.getEncoder().encodeToString(userData);
    }

    /** How many letters from there on were sent in this order; 0 if too few to count. */
    private static int lettersInCommon(String sent, String line, int from) {
        var to = from + SHORTEST;
        if (to > line.length() || !sent.contains(line.substring(from, to))) {
            return 0;
        }
        while (to < line.length() && sent.contains(line.substring(from, to + 1))) {
            to++;
        }
        return to - from;
    }

    /** Line breaks may come back as they are, or escaped. */
    private static String onOneLine(String text) {
        return text.replaceAll("(\\s|\\\\[nrt])+", " ").strip();
    }
}
