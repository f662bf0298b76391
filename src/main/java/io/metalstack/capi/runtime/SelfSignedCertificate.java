package io.metalstack.capi.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate that vouches for itself, and its key: enough to encrypt, where nobody mounts a better one. The JDK can read
 * X.509 and not write it, so the few bytes around key and signature are put together here (docs/decisions/0022).
 *
 * @param encoded the certificate in DER
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, 4.1</a>
 */
record SelfSignedCertificate(byte[] encoded, KeyPair keys) {

    private static final Duration LIFE = Duration.ofDays(3650);
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int DNS_NAME = 0x82;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;

    private static final byte[] ECDSA_WITH_SHA256 = der(SEQUENCE, bytes("06082a8648ce3d040302"));
    private static final byte[] COMMON_NAME = bytes("0603550403");
    private static final byte[] ALTERNATIVE_NAMES = bytes("0603551d11");

    /**
     * Makes one, valid for ten years.
     *
     * @param names DNS names of the server; the first one is its common name as well
     */
    static SelfSignedCertificate of(List<String> names, Instant now) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var keys = generator.generateKeyPair();
            var content = content(names, now, keys);
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            var signed = der(BIT_STRING, new byte[] {0}, signature.sign());
            return new SelfSignedCertificate(der(SEQUENCE, content, ECDSA_WITH_SHA256, signed), keys);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] content(List<String> names, Instant now, KeyPair keys) {
        var name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, text(names.getFirst())))));
        var alternatives = names.stream().map(it -> der(DNS_NAME, text(it))).toArray(byte[][]::new);
        var extension = der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTET_STRING, der(SEQUENCE, alternatives)));
        return der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, new BigInteger(64, new SecureRandom()).setBit(0).toByteArray()),
                ECDSA_WITH_SHA256,
                name,
                der(SEQUENCE, time(now.minus(Duration.ofHours(1))), time(now.plus(LIFE))),
                name,
                keys.getPublic().getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, extension)));
    }

    /** Writes both as PEM, where this user alone can read them. */
    void write(Path certificate, Path key) throws IOException {
        Files.writeString(certificate, pem("CERTIFICATE", encoded));
        Files.writeString(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    private static String pem(String what, byte[] content) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }

    private static byte[] time(Instant time) {
        return der(UTC, text(UTC_TIME.format(time)));
    }

    /** Tag, length, content. */
    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var length = content.size();
        var all = new ByteArrayOutputStream();
        all.write(tag);
        if (length < 0x80) {
            all.write(length);
        } else {
            var digits = BigInteger.valueOf(length).toByteArray();
            var first = digits[0] == 0 ? 1 : 0;
            all.write(0x80 | (digits.length - first));
            all.writeBytes(Arrays.copyOfRange(digits, first, digits.length));
        }
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
