package io.metalstack.lab.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The console: a page, its style and its script, which shows what {@link EventStream} tells. They are files of this
 * package, sent as they are; the browser is told to load nothing else.
 */
final class ConsolePage {
    /** Where the page is; what belongs to it is below. */
    static final String PATH = "/control/console/";

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, Part> PARTS = Map.of(
            "", Part.read("console.html", "text/html; charset=utf-8"),
            "console.css", Part.read("console.css", "text/css; charset=utf-8"),
            "console.js", Part.read("console.js", "text/javascript; charset=utf-8"),
            "console.svg", Part.read("console.svg", "image/svg+xml"));

    private record Part(String type, byte[] bytes) {
        static Part read(String file, String type) {
            try (var in = ConsolePage.class.getResourceAsStream("console/" + file)) {
                if (in == null) {
                    throw new IllegalStateException("the build has left out the console's " + file);
                }
                return new Part(type, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private ConsolePage() {}

    static void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var headers = exchange.getResponseHeaders();
        var part = path.startsWith(PATH) ? PARTS.get(path.substring(PATH.length())) : null;
        if (!exchange.getRequestMethod().equals("GET")) {
            headers.set("Allow", "GET");
            ControlFront.refuse(exchange, 405, "only GET is answered here");
        } else if ((path + "/").equals(PATH)) {
            headers.set("Location", PATH);
            exchange.sendResponseHeaders(308, -1);
            exchange.close();
        } else if (part == null) {
            ControlFront.refuse(exchange, 404, "there is no " + path + " here; the console is at " + PATH);
        } else {
            headers.set("Content-Type", part.type());
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cache-Control", "no-cache");
            exchange.sendResponseHeaders(200, part.bytes().length);
            exchange.getResponseBody().write(part.bytes());
            exchange.close();
        }
    }
}
