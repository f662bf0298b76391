package io.metalstack.capi.metal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How metal-api wants a call signed: HMAC-SHA256 over time, method and salt. Neither path nor body take part.
 *
 * @see <a href="https://github.com/metal-stack/security/blob/de027d15/mac.go">metal-stack/security, mac.go</a>
 */
final class MetalSignature {

    /** The time of signing: RFC 3339 in UTC, whole seconds. */
    static final String DATE_HEADER = "X-Date";

    static final String SALT_HEADER = "X-Data-Salt";

    private static final String ALGORITHM = "HmacSHA256";

    private MetalSignature() {}

    /** The value of {@value #DATE_HEADER}. Fractions are cut, as metal-api cuts them before it checks. */
    static String date(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The MAC in lower-case hex, the only form that metal-api accepts. {@code method} is upper case. */
    static String mac(byte[] key, String date, String method, byte[] salt) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(date.getBytes(StandardCharsets.UTF_8));
            mac.update(method.getBytes(StandardCharsets.UTF_8));
            mac.update(salt);
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no " + ALGORITHM, e);
        }
    }
}
