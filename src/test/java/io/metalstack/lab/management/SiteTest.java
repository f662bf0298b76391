package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SiteTest {

    @Test
    void two_management_clusters_share_neither_an_address_of_a_pod_nor_a_port() {
        var addresses = new ArrayList<String>();
        for (var site : Site.values()) {
            Stream.of(Component.values()).map(site::address).forEach(addresses::add);
            addresses.addAll(site.podAddresses());
        }

        assertThat(addresses).doesNotHaveDuplicates().doesNotContain(Bridge.INTERNET.gateway());
        assertThat(Stream.of(Site.values())
                        .flatMap(it -> Stream.of(
                                it.url(), it.etcdUrl(), it.etcdPeerUrl(), Integer.toString(it.controllersPort()))))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_serving_certificate_names_the_api_server_and_each_webhook() {
        assertThat(Site.SECOND.servingAddresses())
                .containsAll(List.of(Bridge.INTERNET.gateway(), "203.0.113.6", "203.0.113.9"));
    }
}
