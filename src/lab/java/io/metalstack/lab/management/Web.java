package io.metalstack.lab.management;

import io.metalstack.lab.AnyServer;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Asks processes how they are, as a kubelet's probes do: any certificate will do, only the status counts. */
final class Web implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private final HttpClient client;

    private Web(HttpClient client) {
        this.client = client;
    }

    static Web trustingEverybody() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyServer()}, new SecureRandom());
            return new Web(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .sslContext(context)
                    .build());
        } catch (GeneralSecurityException e) {
            throw new LabException("this JDK cannot do TLS: " + e.getMessage(), e);
        }
    }

    /** The status of a GET, or 0 when there is no answer within a second. */
    int status(String url) {
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
