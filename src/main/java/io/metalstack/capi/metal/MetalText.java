package io.metalstack.capi.metal;

import java.util.regex.Pattern;

/**
 * metal-api's texts, made fit for conditions: the same cause gives the same text, however often it is asked.
 */
final class MetalText {

    private static final int LONGEST = 300;
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}[.\\d]*( ?[+-]\\d{2}:?\\d{2}| ?UTC|Z)*");
    private static final Pattern REQUEST_ID = Pattern.compile("(?i),? ?\\(?(request[-_ ]?id|rqid)[:= ]+[\\w-]+\\)?");
    /** The candidate of an allocation is chosen by chance. */
    private static final Pattern CANDIDATE =
            Pattern.compile("machine [\"(]?\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}[\")]?");

    private static final Pattern RPC = Pattern.compile("rpc error: code = (\\w+) desc = ");

    private MetalText() {}

    /** The text without what changes from call to call, on one line, not too long. */
    static String stable(String text) {
        var stable = TIME.matcher(text).replaceAll("…");
        stable = REQUEST_ID.matcher(stable).replaceAll("");
        stable = CANDIDATE.matcher(stable).replaceAll("machine");
        stable = RPC.matcher(stable).replaceAll("$1 ");
        stable = stable.replace(" sql: no rows in result set", "")
                .replaceAll("\\s+", " ")
                .strip();
        return stable.length() <= LONGEST ? stable : stable.substring(0, LONGEST) + "…";
    }
}
