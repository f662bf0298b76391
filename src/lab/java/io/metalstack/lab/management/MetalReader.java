package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Looks things up in metal-api with a viewer's key, as metal-stack's own cloud controller or an operator would.
 *
 * @param url base URL, without a slash at the end
 * @param viewKey key of the role {@code Metal-View}
 */
record MetalReader(String url, String viewKey, HttpClient client) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    static MetalReader of(String url, String viewKey) {
        return new MetalReader(
                url,
                viewKey,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(TIMEOUT)
                        .build());
    }

    /** {@code POST /v1/machine/find}; the query in metal-api's words. */
    List<JsonNode> machines(Map<String, String> query) {
        return find("machine", query);
    }

    /** The rules that a firewall was allocated with, as metal-api stores them; JSON's null without any. */
    JsonNode firewallRules(String machine) {
        var found = find("firewall", Map.of("id", machine));
        if (found.size() != 1) {
            throw new LabException("metal-api knows no firewall " + machine);
        }
        return found.getFirst().at("/allocation").path("firewall_rules");
    }

    /** What a project holds, one line each. */
    List<String> heldBy(String project) {
        var held = new ArrayList<String>();
        machines(Map.of("allocation_project", project))
                .forEach(it ->
                        held.add("machine " + it.at("/allocation/hostname").asText()));
        find("network", Map.of("projectid", project))
                .forEach(it -> held.add("network " + it.path("name").asText()));
        find("ip", Map.of("projectid", project))
                .forEach(it -> held.add("address " + it.path("ipaddress").asText()));
        return held;
    }

    /** All tags and labels of what a project holds, one line each. */
    List<String> marksOf(String project) {
        var marks = new ArrayList<String>();
        machines(Map.of("allocation_project", project))
                .forEach(it -> it.path("tags").forEach(tag -> marks.add(tag.asText())));
        find("ip", Map.of("projectid", project)).forEach(it -> it.path("tags").forEach(tag -> marks.add(tag.asText())));
        find("network", Map.of("projectid", project))
                .forEach(it -> it.path("labels")
                        .properties()
                        .forEach(label -> marks.add(
                                label.getKey() + "=" + label.getValue().asText())));
        return marks;
    }

    private List<JsonNode> find(String kind, Map<String, String> query) {
        try {
            var date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            var request = HttpRequest.newBuilder(URI.create("%s/v1/%s/find".formatted(url, kind)))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .header("X-Date", date)
                    .header("X-Data-Salt", "lab")
                    .header("Authorization", "Metal-View " + signature(date + "POST" + "lab"))
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(query)))
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new LabException("metal-api answered %d to find %s".formatted(answer.statusCode(), kind));
            }
            var found = new ArrayList<JsonNode>();
            JSON.readTree(answer.body()).forEach(found::add);
            return found;
        } catch (IOException e) {
            throw new LabException("metal-api at %s cannot be asked: %s".formatted(url, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while asking metal-api", e);
        }
    }

    private String signature(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(viewKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new LabException("this JDK has no HmacSHA256", e);
        }
    }
}
