package io.metalstack.lab.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Whether a line is an entry of an authorized_keys file: options, key type, the key, a comment. */
final class SshKeys {
    private SshKeys() {}

    static void check(String line) {
        var words = line.strip().split("\\s+", -1);
        for (int i = 0; i + 1 < words.length; i++) {
            if (isKey(words[i], words[i + 1])) {
                return;
            }
        }
        throw ApiError.unprocessable("invalid public SSH key: " + line + " error:ssh: no key found");
    }

    /** The key's bytes begin with the name of its type, preceded by that name's length. */
    private static boolean isKey(String type, String base64) {
        if (!type.matches("(sk-)?(ssh|ecdsa)-[a-z0-9@.-]+")) {
            return false;
        }
        try {
            var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            if (bytes.remaining() < 4) {
                return false;
            }
            var length = bytes.getInt();
            if (length != type.length() || bytes.remaining() < length) {
                return false;
            }
            var name = new byte[length];
            bytes.get(name);
            return new String(name, StandardCharsets.US_ASCII).equals(type);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
