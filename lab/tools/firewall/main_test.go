package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const nodes = `{"inside": "eth0", "outside": "eth1", "nodes": ["10.0.0.0/22"], "source": "203.0.113.9", "rules": %s}`

func read(t *testing.T, text string) description {
	t.Helper()
	var d description
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRulesOpenWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		name, rules string
		open        []string
	}{
		{"no rules", `null`, nil},
		{"egress to each destination and port", `{"egress": [{"protocol": "tcp", "ports": [80, 443], "to": ["198.51.100.0/24", "192.0.2.1/32"], "comment": "web"}]}`, []string{
			"eth0 to eth1: tcp port 80, from 0.0.0.0/0 to 198.51.100.0/24",
			"eth0 to eth1: tcp port 443, from 0.0.0.0/0 to 198.51.100.0/24",
			"eth0 to eth1: tcp port 80, from 0.0.0.0/0 to 192.0.2.1/32",
			"eth0 to eth1: tcp port 443, from 0.0.0.0/0 to 192.0.2.1/32",
		}},
		{"a host's address with the prefix of its network", `{"egress": [{"protocol": "udp", "ports": [53], "to": ["198.51.100.7/24"]}]}`, []string{
			"eth0 to eth1: udp port 53, from 0.0.0.0/0 to 198.51.100.0/24",
		}},
		{"ingress to all nodes", `{"ingress": [{"protocol": "tcp", "ports": [22], "from": ["198.51.100.0/24"], "to": []}]}`, []string{
			"eth1 to eth0: tcp port 22, from 198.51.100.0/24 to 0.0.0.0/0",
		}},
		{"ingress to some nodes", `{"ingress": [{"protocol": "tcp", "ports": [22], "from": ["0.0.0.0/0"], "to": ["10.0.0.2/32"]}]}`, []string{
			"eth1 to eth0: tcp port 22, from 0.0.0.0/0 to 10.0.0.2/32",
		}},
		{"egress to nowhere", `{"egress": [{"protocol": "tcp", "ports": [443], "to": []}]}`, nil},
		{"ingress from nowhere", `{"ingress": [{"protocol": "tcp", "ports": [443], "from": []}]}`, nil},
		{"no ports", `{"egress": [{"protocol": "tcp", "ports": [], "to": ["0.0.0.0/0"]}]}`, nil},
		{"IPv6, which the lab's networks do not know", `{"egress": [{"protocol": "tcp", "ports": [443], "to": ["::/0"]}], "ingress": [{"protocol": "tcp", "ports": [443], "from": ["2001:db8::/32"]}]}`, nil},
	} {
		var got []string
		openings, err := read(t, fmt.Sprintf(nodes, c.rules)).openings()
		for _, o := range openings {
			got = append(got, o.String())
		}
		if err != nil || !slices.Equal(got, c.open) {
			t.Errorf("%s: %v, error %v", c.name, got, err)
		}
	}
}

func TestAnUnknownProtocolIsRefused(t *testing.T) {
	_, err := read(t, fmt.Sprintf(nodes, `{"egress": [{"protocol": "icmp", "ports": [1], "to": ["0.0.0.0/0"]}]}`)).openings()
	if err == nil || !strings.Contains(err.Error(), `"icmp"`) {
		t.Errorf("error %v", err)
	}
}

func TestADescriptionThatIsNoneIsRefused(t *testing.T) {
	for _, text := range []string{"", "[]", fmt.Sprintf(nodes, `{"egress": [{"protocol": "tcp", "ports": [70000]}]}`)} {
		if err := run(strings.NewReader(text), new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("%q: error %v", text, err)
		}
	}
}

// inNamespaces is set where this test runs as the first process of new namespaces.
const inNamespaces = "FIREWALL_TEST_IN_NAMESPACES"

// TestPackets lets the kernel judge: node (10.0.0.2) - firewall (203.0.113.9) - internet (198.51.100.1), a namespace each.
func TestPackets(t *testing.T) {
	if os.Getenv(inNamespaces) == "" {
		isolated := []string{"--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"}
		trial := exec.Command("unshare", append(isolated, "ip", "link", "add", "trial", "type", "veth")...)
		if out, err := trial.CombinedOutput(); err != nil {
			t.Skipf("NOT TESTED, as this machine gives no namespaces: %v %s", err, out)
		}
		again := exec.Command("unshare", append(isolated, os.Args[0], "-test.run=^TestPackets$", "-test.v")...)
		again.Env = append(os.Environ(), inNamespaces+"=1")
		out, err := again.CombinedOutput()
		t.Logf("%s", out)
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	bench := lay(t)
	const web = `{"egress": [{"protocol": "tcp", "ports": [443], "to": ["198.51.100.0/24"]}, {"protocol": "udp", "ports": [53], "to": ["198.51.100.1/32"]}]}`
	for _, c := range []struct {
		name, rules, from, network, to, seen string
	}{
		{"egress is blocked without rules", `null`, "node", "tcp", "198.51.100.1:443", ""},
		{"ingress is blocked without rules", `null`, "internet", "tcp", "10.0.0.2:443", ""},
		{"egress passes and shows the firewall's address", web, "node", "tcp", "198.51.100.1:443", "203.0.113.9"},
		{"so it does for udp", web, "node", "udp", "198.51.100.1:53", "203.0.113.9"},
		{"another port is blocked", web, "node", "tcp", "198.51.100.1:80", ""},
		{"another protocol is blocked", web, "node", "udp", "198.51.100.1:443", ""},
		{"another destination is blocked", strings.ReplaceAll(web, "198.51.100", "192.0.2"), "node", "tcp", "198.51.100.1:443", ""},
		{"an egress rule opens nothing the other way", web, "internet", "tcp", "10.0.0.2:443", ""},
		{"ingress passes to all nodes", `{"ingress": [{"protocol": "tcp", "ports": [443], "from": ["198.51.100.0/24"]}]}`, "internet", "tcp", "10.0.0.2:443", "198.51.100.1"},
		{"ingress to another node is blocked", `{"ingress": [{"protocol": "tcp", "ports": [443], "from": ["0.0.0.0/0"], "to": ["10.0.0.3/32"]}]}`, "internet", "tcp", "10.0.0.2:443", ""},
		{"ingress from elsewhere is blocked", `{"ingress": [{"protocol": "tcp", "ports": [443], "from": ["192.0.2.0/24"]}]}`, "internet", "tcp", "10.0.0.2:443", ""},
	} {
		bench.apply(fmt.Sprintf(nodes, c.rules))
		asking := map[string]*space{"node": bench.node, "internet": bench.internet}[c.from]
		if seen := asking.ask(c.network, c.to); seen != c.seen {
			t.Errorf("%s: the other side saw %q, not %q", c.name, seen, c.seen)
		}
	}
}
