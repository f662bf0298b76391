package io.metalstack.lab.node;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What an allocation's user data asks of the machine. */
sealed interface UserData {

    /** There is none. */
    record None() implements UserData {}

    /**
     * Something to do, whatever the format it was written in.
     *
     * @param firstCommands shell lines to run before the files are written
     * @param files to write, in order
     * @param commands shell lines to run at the end, together as one script
     * @param notes what was asked for and is not done in the lab, a sentence each
     */
    record Instructions(List<String> firstCommands, List<FileToWrite> files, List<String> commands, List<String> notes)
            implements UserData {}

    /**
     * Not understood; the machine stays without bootstrap, as on real metal.
     *
     * @param reason one sentence for the console, without any of the user data
     */
    record Refused(String reason) implements UserData {}

    /** metal-stack's os-installer looks this far for the mark of cloud-init. */
    int FIRST_LINES = 3;

    /**
     * Reads user data by the rules of metal-stack: metal-hammer decodes base64 if it is that, os-installer hands text with
     * {@code #cloud-config} in its first lines to cloud-init and all else to Ignition.
     */
    static UserData of(byte[] raw, InstanceData instance) {
        var text = decoded(new String(raw, StandardCharsets.UTF_8));
        if (text.isBlank()) {
            return new None();
        }
        if (text.lines().limit(FIRST_LINES).anyMatch(line -> line.contains("#cloud-config"))) {
            return CloudConfig.parse(text, instance);
        }
        if (text.stripLeading().startsWith("{")) {
            return Ignition.parse(text);
        }
        return new Refused("The user data has no #cloud-config in its first " + FIRST_LINES
                + " lines, so the image would hand it to Ignition, and it is not that either.");
    }

    /** Go's decoder, which metal-hammer uses, skips line ends and insists on padding. */
    private static String decoded(String text) {
        var oneLine = text.replaceAll("[\r\n]", "");
        if (oneLine.length() % 4 != 0) {
            return text;
        }
        try {
            return new String(Base64.getDecoder().decode(oneLine), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
