package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    private final Addresses addresses = new Addresses();

    private static Prefix prefix(String text) {
        return Prefix.parse(text).orElseThrow();
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }

    private Prefix added(String text) {
        var prefix = prefix(text);
        addresses.add(prefix);
        return prefix;
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8::, 2001:db8::",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "::, ::",
        "::1, ::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:113::142, 2001:db8:0:113::142",
        "1:0:0:2:0:0:3:4, 1::2:0:0:3:4",
    })
    void an_address_is_written_in_its_canonical_form(String given, String written) {
        assertThat(address(given)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "1.2.3", "1.2.3.256", "fe80::1%lo", "1:2", "10.0.0.0/8"})
    void what_is_no_address_is_none(String text) {
        assertThat(Address.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "x/8", "2001:db8::/129", "10.0.0.0/-1"})
    void what_is_no_prefix_is_none(String text) {
        assertThat(Prefix.parse(text)).isEmpty();
    }

    @Test
    void the_lowest_free_address_is_given_and_neither_network_nor_broadcast() {
        var prefix = added("192.0.2.0/30");
        assertThat(addresses.acquire(prefix)).contains(address("192.0.2.1"));
        assertThat(addresses.acquire(prefix)).contains(address("192.0.2.2"));
        assertThat(addresses.acquire(prefix)).isEmpty();
        addresses.release(prefix, address("192.0.2.1"));
        assertThat(addresses.acquire(prefix)).contains(address("192.0.2.1"));
    }

    @Test
    void the_last_address_of_an_ipv6_prefix_is_an_ordinary_one() {
        var prefix = added("2001:db8::/126");
        assertThat(addresses.acquire(prefix, address("2001:db8::"))).isFalse();
        assertThat(addresses.acquire(prefix, address("2001:db8::3"))).isTrue();
    }

    @Test
    void a_taken_address_is_not_given_again() {
        var prefix = added("192.0.2.0/24");
        assertThat(addresses.acquire(prefix, address("192.0.2.1"))).isTrue();
        assertThat(addresses.acquire(prefix, address("192.0.2.1"))).isFalse();
        assertThat(addresses.acquire(prefix, address("192.0.2.255"))).isFalse();
        assertThat(addresses.acquire(prefix)).contains(address("192.0.2.2"));
    }

    @Test
    void an_exhausted_prefix_has_only_what_is_given_back() {
        var prefix = added("2001:db8::/64");
        var held = addresses.acquire(prefix).orElseThrow();
        addresses.exhaust(prefix, true);
        assertThat(addresses.acquire(prefix)).isEmpty();
        assertThat(addresses.acquire(prefix, address("2001:db8::9"))).isFalse();
        addresses.release(prefix, held);
        assertThat(addresses.acquire(prefix)).contains(held);
        assertThat(addresses.acquire(prefix)).isEmpty();
        addresses.exhaust(prefix, false);
        assertThat(addresses.acquire(prefix)).isPresent();
    }

    @Test
    void children_are_cut_from_the_lowest_block() {
        var parent = added("10.0.0.0/16");
        assertThat(addresses.cutChild(parent, 22)).hasToString("10.0.0.0/22");
        assertThat(addresses.cutChild(parent, 22)).hasToString("10.0.4.0/22");
    }

    @Test
    void a_child_comes_from_the_smallest_block_that_is_large_enough() {
        var parent = added("10.0.0.0/16");
        var first = addresses.cutChild(parent, 22);
        addresses.cutChild(parent, 18);
        assertThat(addresses.cutChild(parent, 21)).hasToString("10.0.8.0/21");
        assertThat(addresses.cutChild(parent, 24)).hasToString("10.0.4.0/24");
        addresses.releaseChild(parent, first);
        assertThat(addresses.cutChild(parent, 25)).hasToString("10.0.5.0/25");
    }

    @Test
    void a_parent_without_room_says_so() {
        var parent = added("10.0.0.0/24");
        addresses.cutChild(parent, 25);
        addresses.cutChild(parent, 25);
        assertThatThrownBy(() -> addresses.cutChild(parent, 25))
                .isInstanceOf(ApiError.class)
                .hasMessageStartingWith("cannot allocate free child prefix in ipam: error creating new prefix from:"
                        + "10.0.0.0/24 in ipam: invalid_argument: no prefix found in 10.0.0.0/24");
    }

    @Test
    void a_parent_with_children_gives_no_addresses() {
        var parent = added("10.0.0.0/16");
        addresses.cutChild(parent, 22);
        assertThatThrownBy(() -> addresses.acquire(parent))
                .hasMessage("prefix 10.0.0.0/16 has childprefixes, acquire ip not possible");
    }

    @Test
    void a_child_with_addresses_is_not_released() {
        var parent = added("10.0.0.0/16");
        var child = addresses.cutChild(parent, 22);
        addresses.acquire(child);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> addresses.releaseChild(parent, child))
                    .hasMessage("error releasing child prefix in ipam: invalid_argument: prefix 10.0.0.0/22 has ips, "
                            + "deletion not possible");
        }
    }

    @Test
    void an_ipv6_child_with_one_address_is_half_released_and_then_stuck() {
        var parent = added("2001:db8::/64");
        var child = addresses.cutChild(parent, 96);
        addresses.acquire(child);
        assertThatThrownBy(() -> addresses.releaseChild(parent, child)).hasMessageContaining("has ips");
        assertThatThrownBy(() -> addresses.releaseChild(parent, child))
                .hasMessageStartingWith("error releasing child prefix in ipam: not_found: ");
    }

    @Test
    void usage_counts_reserved_addresses_and_is_capped() {
        assertThat(addresses.usage(added("10.0.0.0/22")))
                .extracting(Addresses.Usage::availableIps, Addresses.Usage::usedIps)
                .containsExactly(1024L, 2L);
        assertThat(addresses.usage(added("2001:db8::/64")))
                .extracting(Addresses.Usage::availableIps, Addresses.Usage::usedIps)
                .containsExactly(2147483647L, 1L);
    }
}
