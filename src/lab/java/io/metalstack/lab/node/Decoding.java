package io.metalstack.lab.node;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** How user data writes the content of files. What cannot be decoded is not repeated, as it may be secret. */
final class Decoding {

    private static final String DATA = "data:";
    private static final String BASE64 = ";base64";

    private Decoding() {}

    static byte[] base64(byte[] text) throws IOException {
        try {
            return Base64.getDecoder().decode(new String(text, StandardCharsets.UTF_8).replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IOException("not base64", e);
        }
    }

    static byte[] gzip(byte[] compressed) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        }
    }

    /** A {@code data:} URL (RFC 2397): a media type, which does not matter, and bytes in percent or base64. */
    static byte[] dataUrl(String url) throws IOException {
        int comma = url.indexOf(',');
        if (!url.startsWith(DATA) || comma < 0) {
            throw new IOException("no data: URL");
        }
        var bytes = percent(url.substring(comma + 1));
        return url.substring(0, comma).endsWith(BASE64) ? base64(bytes) : bytes;
    }

    /** Each byte may be in percent, so this is no text yet; a plus sign stands for itself. */
    private static byte[] percent(String text) throws IOException {
        var in = text.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.write(in[i]);
                continue;
            }
            if (i + 2 >= in.length || !HexFormat.isHexDigit(in[i + 1]) || !HexFormat.isHexDigit(in[i + 2])) {
                throw new IOException("a percent sign without two hexadecimal digits");
            }
            out.write(HexFormat.fromHexDigit(in[++i]) << 4 | HexFormat.fromHexDigit(in[++i]));
        }
        return out.toByteArray();
    }
}
