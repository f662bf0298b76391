package io.metalstack.capi.faults;

import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;

/** Everything by which one incarnation of the provider reaches the outside. */
final class Lines {

    private final Activity activity = new Activity();
    private final Channel kubernetes;
    private final Wire metal;

    Lines(Vertx vertx, ApiServer apiServer, URI metalApi, List<WriteFault> faults) {
        kubernetes = new Channel(vertx, apiServer, activity, faults);
        metal = new Wire(vertx, metalApi, activity);
    }

    Channel kubernetes() {
        return kubernetes;
    }

    /** metal-api's address as this incarnation is told it. */
    String metalUrl() {
        return "http://127.0.0.1:" + metal.port() + "/metal";
    }

    Activity activity() {
        return activity;
    }

    /** The incarnation can send and hear nothing more. */
    void cut() {
        kubernetes.cut();
        metal.cut();
    }
}
