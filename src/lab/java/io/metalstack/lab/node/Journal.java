package io.metalstack.lab.node;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Lines with the time of day. Secrets that kubeadm prints for people to copy are taken out. */
final class Journal {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final Pattern BOOTSTRAP_TOKEN = Pattern.compile("\\b[a-z0-9]{6}\\.[a-z0-9]{16}\\b");
    /** kubeadm's certificate key; the hash of the CA certificate is as long, but public and marked. */
    private static final Pattern CERTIFICATE_KEY = Pattern.compile("(?<!sha256:)\\b[0-9a-f]{64}\\b");

    private static final Pattern COLOUR = Pattern.compile("\\x1B\\[[0-9;]*m");

    private final PrintStream out;
    private final Map<String, String> lastByTopic = new ConcurrentHashMap<>();

    Journal(PrintStream out) {
        this.out = out;
    }

    /** A journal in a file that only its owner can read. */
    static Journal in(Path file) throws IOException {
        return new Journal(new PrintStream(
                Files.newOutputStream(privateFile(file), StandardOpenOption.APPEND), true, StandardCharsets.UTF_8));
    }

    /** Makes an empty file with mode 0600 unless it exists. */
    static Path privateFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return file;
    }

    void say(String line) {
        var plain = COLOUR.matcher(line).replaceAll("");
        out.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + withoutSecrets(plain));
    }

    /** Says {@code line} unless it was the last one said about {@code topic}: for what is tried again and again. */
    void sayOnce(String topic, String line) {
        if (!line.equals(lastByTopic.put(topic, line))) {
            say(topic + ": " + line);
        }
    }

    static String withoutSecrets(String line) {
        var withoutToken = BOOTSTRAP_TOKEN.matcher(line).replaceAll("<token>");
        return CERTIFICATE_KEY.matcher(withoutToken).replaceAll("<key>");
    }
}
