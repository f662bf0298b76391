package io.metalstack.capi.metal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server on loopback that reads a request, whatever it is, and reacts as it was told. */
final class CannedServer implements AutoCloseable {

    /** A request as it came in; header names in lower case. */
    record Request(String method, String path, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** What to do once the request is read. The connection is closed afterwards. */
    interface Reaction {
        void to(Request request, Socket connection) throws IOException;
    }

    private final ServerSocket socket;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Reaction reaction = json(200, "[]");

    CannedServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/metal";
    }

    void reacts(Reaction reaction) {
        this.reaction = reaction;
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Reaction json(int status, String body) {
        return answer(status, "application/json", body);
    }

    static Reaction html(int status) {
        return answer(status, "text/html", "<html><head><title>Bad Gateway</title></head></html>");
    }

    static Reaction answer(int status, String contentType, String body, String... moreHeaders) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = "HTTP/1.1 " + status + " Whatever\r\nContent-Type: " + contentType + "\r\nContent-Length: "
                + bytes.length + "\r\nConnection: close\r\n" + String.join("", moreHeaders) + "\r\n";
        return (request, connection) -> {
            connection.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            connection.getOutputStream().write(bytes);
        };
    }

    /** Promises more than it sends. */
    static Reaction brokenOff(String beginning) {
        return (request, connection) -> connection
                .getOutputStream()
                .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
                                + beginning)
                        .getBytes(StandardCharsets.UTF_8));
    }

    static Reaction reset() {
        return (request, connection) -> connection.setSoLinger(true, 0);
    }

    /** Never answers, or never goes on after the beginning. */
    Reaction stalls(String beginning) {
        return (request, connection) -> {
            connection.getOutputStream().write(beginning.getBytes(StandardCharsets.UTF_8));
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var request = read(new BufferedInputStream(connection.getInputStream()));
            requests.add(request);
            reaction.to(request, connection);
        } catch (IOException e) {
            // The client has gone; its side is what the test looks at.
        }
    }

    private static Request read(InputStream in) throws IOException {
        var first = line(in).split(" ", 3);
        var headers = new TreeMap<String, String>();
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            var colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(first[0], first[1], headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the client hung up");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }
}
