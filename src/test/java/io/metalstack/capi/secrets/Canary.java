package io.metalstack.capi.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Values that stand in for secrets, and the search for them in whatever form they could show up. */
public enum Canary {
    KEY("hm4cKey7Qw?~?~?~zXc9vB2n"),
    BOOTSTRAP("b00tstrap5Tg?~?~?~yHn8uJ3m"),
    KUBECONFIG("kub3config4Rf?~?~?~vEd6cX1s"),
    CA("c4bundle8Ik?~?~?~oLp0mN5b");

    /** What metal-api takes for a call of anybody's, as long as it is young: neither path nor body are signed. */
    private static final Pattern SIGNATURE = Pattern.compile("Metal-(View|Edit|Admin)\\W{1,6}\\p{XDigit}{64}");

    /** The provider's own for the API server: two parts of JSON in base64, and a signature. */
    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{16,}\\.eyJ[\\w-]{16,}");

    private final String value;
    private final Map<String, String> exact = new LinkedHashMap<>();
    private final Map<String, String> anyCase = new LinkedHashMap<>();

    Canary(String value) {
        this.value = value;
        exact.put("plain", value);
        for (var alignment = 0; alignment < 3; alignment++) {
            var std = base64(value, alignment);
            exact.put("base64 at " + alignment, std);
            exact.put("URL-safe base64 at " + alignment, std.replace('+', '-').replace('/', '_'));
        }
        var hex = HexFormat.of().formatHex(value.getBytes(UTF_8));
        anyCase.put("hex", hex);
        anyCase.put("URL-encoded", URLEncoder.encode(value, UTF_8).toLowerCase(Locale.ROOT));
        anyCase.put("URL-encoded to the last letter", hex.replaceAll("(..)", "%$1"));
    }

    public String value() {
        return value;
    }

    /** Bootstrap data as kubeadm's provider writes it, with this canary wherever there is a secret. */
    public String userData() {
        return """
                #cloud-config
                write_files:
                - path: /run/kubeadm/%1$s.yaml
                  content: "token: %1$s"
                runcmd:
                - kubeadm join --token %1$s
                """.formatted(value);
    }

    /** What is found in a text, for people: canary and form. Also in base64 that is broken into lines. */
    public static List<String> foundIn(String text) {
        var joined = text.replaceAll("\\s|\\\\[rn]", "");
        var lower = joined.toLowerCase(Locale.ROOT);
        var found = new ArrayList<String>();
        if (SIGNATURE.matcher(text).find()) {
            found.add("a signature");
        }
        if (TOKEN.matcher(text).find()) {
            found.add("a token");
        }
        Arrays.stream(values())
                .flatMap(it -> Stream.concat(
                        it.exact.entrySet().stream()
                                .filter(form -> text.contains(form.getValue()) || joined.contains(form.getValue()))
                                .map(form -> it + " " + form.getKey()),
                        it.anyCase.entrySet().stream()
                                .filter(form -> lower.contains(form.getValue()))
                                .map(form -> it + " " + form.getKey())))
                .forEach(found::add);
        return found;
    }

    /** The same for all that an exception tells: text, causes, what was suppressed, stack trace. */
    public static List<String> foundIn(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return foundIn(text.toString());
    }

    /** What of its base64 stays the same whatever surrounds it, if so many bytes (modulo 3) come before it. */
    private static String base64(String value, int alignment) {
        var bytes = (" ".repeat(alignment) + value).getBytes(UTF_8);
        var whole = bytes.length * Byte.SIZE / 6;
        return Base64.getEncoder().encodeToString(bytes).substring((alignment * Byte.SIZE + 5) / 6, whole);
    }
}
