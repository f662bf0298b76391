package io.metalstack.capi.secrets;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that a running provider lets be seen besides its log: objects, pages, and what it sends to metal-api.
 *
 * @param pages what it serves, by name
 */
record Outputs(ObjectWatch objects, MetalRelay metal, Map<String, URI> pages) {

    /** Which canaries are seen, in which form, and where. */
    List<String> found() {
        var found = new ArrayList<>(objects.found());
        found.addAll(metal.found());
        pages.forEach((name, page) -> Canary.foundIn(read(page)).forEach(it -> found.add(it + ", in " + name)));
        return found;
    }

    private static String read(URI page) {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
            return answer.headers().map() + answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(page + " cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
