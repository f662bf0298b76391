package io.metalstack.lab.simulator;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/**
 * Keeps pages of other sites, in a browser on this machine, away from the control, which asks for no credentials: they
 * may neither order something (their browser names its {@code Origin}) nor read something under a name of theirs that
 * leads here (DNS rebinding), so the control has no name but {@code localhost}.
 */
final class OwnPages extends Filter {
    @Override
    public String description() {
        return "admits no page of another site";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        var host = exchange.getRequestHeaders().getFirst("Host");
        var origin = exchange.getRequestHeaders().getFirst("Origin");
        if (host != null && !isNameless(host)) {
            ControlFront.refuse(exchange, 403, "the control is reached by its address or as localhost, not as " + host);
        } else if (origin != null && !origin.equals("http://" + host)) {
            ControlFront.refuse(exchange, 403, "a page of " + origin + " may not use the control");
        } else {
            chain.doFilter(exchange);
        }
    }

    private static boolean isNameless(String host) {
        var name = host.replaceFirst(":\\d*$", "");
        return name.equals("localhost")
                || Address.parse(name.replaceFirst("^\\[(.*)]$", "$1")).isPresent();
    }
}
