package io.metalstack.capi.house;

import static io.metalstack.capi.house.Stage.eventually;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.lab.AnyServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Somebody in a namespace who asks the manager, with a ServiceAccount that at first may do nothing. */
public final class Scraper implements AutoCloseable {

    private static final String NAME = "scraper";

    private final KubernetesClient admin;
    private final String namespace;
    private final HttpClient http;
    private final List<ClusterRoleBinding> bound = new ArrayList<>();

    public Scraper(KubernetesClient admin, String namespace) throws GeneralSecurityException {
        this.admin = admin;
        this.namespace = namespace;
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyServer()}, new SecureRandom());
        http = HttpClient.newBuilder().sslContext(context).build();
    }

    /** Asks with this token, or without one if it is empty. */
    public HttpResponse<String> get(URI uri, String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri), token);
    }

    /** Asks until it may read this, as the authorizer hears of a binding by a watch. @return what it reads */
    public String reads(URI uri, String token) throws IOException, InterruptedException {
        eventually().until(() -> get(uri, token).statusCode() == 200);
        return get(uri, token).body();
    }

    /** Puts this text, with this token. */
    public HttpResponse<String> put(URI uri, String token, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString(body)), token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String token)
            throws IOException, InterruptedException {
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** Makes the ServiceAccount; answers a token of it. */
    public String token() {
        return token(admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create());
    }

    /** A token of this ServiceAccount, which is there. */
    public String token(ServiceAccount account) {
        return admin.serviceAccounts()
                .resource(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /** Binds it to the role that the bundle has for monitoring. */
    public void mayReadMetrics() {
        bind("capms-system-metrics-reader");
    }

    /** Binds it to the role that the bundle has for people who wonder what is wrong. */
    public void mayDiagnose() {
        bind("capms-system-diagnosis");
    }

    private void bind(String role) {
        bound.add(admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(namespace + "-" + role)
                        .endMetadata()
                        .withNewRoleRef()
                        .withApiGroup("rbac.authorization.k8s.io")
                        .withKind("ClusterRole")
                        .withName(role)
                        .endRoleRef()
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withName(NAME)
                        .withNamespace(namespace)
                        .endSubject()
                        .build())
                .create());
    }

    @Override
    public void close() {
        http.close();
        bound.forEach(it -> admin.resource(it).delete());
    }
}
