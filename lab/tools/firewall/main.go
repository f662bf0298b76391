// Command firewall turns the network namespace that it runs in into a firewall of metal-stack: it reads a description
// from its standard input, programs the kernel's packet filter and ends. What it programmed lives with the namespace.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/netip"
	"os"
	"slices"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// description is what the lab knows of a firewall. The lab's networks know IPv4 only.
type description struct {
	Inside  string         `json:"inside"`  // the interface towards the nodes
	Outside string         `json:"outside"` // the interface towards the internet
	Nodes   []netip.Prefix `json:"nodes"`   // the node network
	Source  netip.Addr     `json:"source"`  // the external address that nodes appear with; left out: their own
	Rules   struct {
		Egress  []rule `json:"egress"`
		Ingress []rule `json:"ingress"`
	} `json:"rules"`
}

// rule is one of firewall_rules, as metal-api stores it.
type rule struct {
	Protocol string         `json:"protocol"`
	Ports    []uint16       `json:"ports"`
	To       []netip.Prefix `json:"to"`
	From     []netip.Prefix `json:"from"`
}

// opening is one kind of connection that may be opened through the firewall.
type opening struct {
	in, out  string
	from, to netip.Prefix
	protocol byte
	port     uint16
}

var (
	anywhere  = netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	protocols = map[string]byte{"tcp": unix.IPPROTO_TCP, "udp": unix.IPPROTO_UDP}
)

const (
	sourceOffset, destinationOffset = 12, 16 // of the addresses in an IPv4 header
	register                        = 1
)

func main() {
	log.SetFlags(0)
	if err := run(os.Stdin, os.Stdout); err != nil {
		log.Fatalf("firewall: %v", err)
	}
}

func run(in io.Reader, out io.Writer) error {
	var d description
	if err := json.NewDecoder(in).Decode(&d); err != nil {
		return fmt.Errorf("the description cannot be read: %w", err)
	}
	openings, err := d.openings()
	if err != nil {
		return err
	}
	if err := program(d, openings); err != nil {
		return fmt.Errorf("the kernel does not take the rules, perhaps it lacks nf_tables, nft_ct or nft_nat: %w", err)
	}
	// Not before the rules are there: nothing ever passes unfiltered.
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0); err != nil {
		return err
	}
	for _, o := range openings {
		fmt.Fprintln(out, "open:", o)
	}
	fmt.Fprintf(out, "%d openings from %d egress and %d ingress rules; all else is blocked\n",
		len(openings), len(d.Rules.Egress), len(d.Rules.Ingress))
	return nil
}

// openings translates the rules as metal-stack's os-installer does: an egress rule opens for each of its destinations,
// an ingress rule for each of its sources; one without ports, or without these, opens nothing. An ingress rule without a
// destination means all nodes.
func (d description) openings() ([]opening, error) {
	var all []opening
	for _, r := range d.Rules.Egress {
		some, err := r.openings(opening{in: d.Inside, out: d.Outside}, []netip.Prefix{anywhere}, r.To)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	for _, r := range d.Rules.Ingress {
		to := r.To
		if len(to) == 0 {
			to = []netip.Prefix{anywhere}
		}
		some, err := r.openings(opening{in: d.Outside, out: d.Inside}, r.From, to)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (r rule) openings(way opening, from, to []netip.Prefix) ([]opening, error) {
	protocol, known := protocols[r.Protocol]
	if !known {
		return nil, fmt.Errorf("no rule can be made for protocol %q", r.Protocol)
	}
	var all []opening
	for _, source := range from {
		for _, destination := range to {
			if !source.Addr().Is4() || !destination.Addr().Is4() {
				continue
			}
			for _, port := range r.Ports {
				o := way
				o.from, o.to, o.protocol, o.port = source.Masked(), destination.Masked(), protocol, port
				all = append(all, o)
			}
		}
	}
	return all, nil
}

func (o opening) String() string {
	name := "tcp"
	if o.protocol == unix.IPPROTO_UDP {
		name = "udp"
	}
	return fmt.Sprintf("%s to %s: %s port %d, from %s to %s", o.in, o.out, name, o.port, o.from, o.to)
}

// program replaces all rules of the namespace, in one step.
func program(d description, openings []opening) error {
	kernel, err := nftables.New()
	if err != nil {
		return err
	}
	kernel.FlushRuleset()
	table := kernel.AddTable(&nftables.Table{Family: nftables.TableFamilyIPv4, Name: "metal"})
	drop := nftables.ChainPolicyDrop
	forward := kernel.AddChain(&nftables.Chain{
		Name: "forward", Table: table, Type: nftables.ChainTypeFilter,
		Hooknum: nftables.ChainHookForward, Priority: nftables.ChainPriorityFilter, Policy: &drop,
	})
	add := func(chain *nftables.Chain, matches ...[]expr.Any) {
		kernel.AddRule(&nftables.Rule{Table: table, Chain: chain, Exprs: slices.Concat(matches...)})
	}
	accept := []expr.Any{&expr.Verdict{Kind: expr.VerdictAccept}}
	add(forward, established(), accept)
	for _, o := range openings {
		add(forward, o.matches(), accept)
	}
	if d.Source.Is4() {
		postrouting := kernel.AddChain(&nftables.Chain{
			Name: "postrouting", Table: table, Type: nftables.ChainTypeNAT,
			Hooknum: nftables.ChainHookPostrouting, Priority: nftables.ChainPriorityNATSource,
		})
		for _, nodes := range d.Nodes {
			add(postrouting, through(expr.MetaKeyOIFNAME, d.Outside), address(sourceOffset, nodes), sourceNAT(d.Source))
		}
	}
	return kernel.Flush()
}

func (o opening) matches() []expr.Any {
	return slices.Concat(
		through(expr.MetaKeyIIFNAME, o.in),
		through(expr.MetaKeyOIFNAME, o.out),
		address(sourceOffset, o.from),
		address(destinationOffset, o.to),
		[]expr.Any{
			&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: register},
			&expr.Cmp{Op: expr.CmpOpEq, Register: register, Data: []byte{o.protocol}},
			&expr.Payload{DestRegister: register, Base: expr.PayloadBaseTransportHeader, Offset: 2, Len: 2},
			&expr.Cmp{Op: expr.CmpOpEq, Register: register, Data: binary.BigEndian.AppendUint16(nil, o.port)},
		})
}

func established() []expr.Any {
	states := binaryutil.NativeEndian.PutUint32(expr.CtStateBitESTABLISHED | expr.CtStateBitRELATED)
	return []expr.Any{
		&expr.Ct{Key: expr.CtKeySTATE, Register: register},
		&expr.Bitwise{SourceRegister: register, DestRegister: register, Len: 4, Mask: states, Xor: make([]byte, 4)},
		&expr.Cmp{Op: expr.CmpOpNeq, Register: register, Data: make([]byte, 4)},
	}
}

func through(key expr.MetaKey, device string) []expr.Any {
	name := make([]byte, unix.IFNAMSIZ)
	copy(name, device)
	return []expr.Any{
		&expr.Meta{Key: key, Register: register},
		&expr.Cmp{Op: expr.CmpOpEq, Register: register, Data: name},
	}
}

func address(offset uint32, prefix netip.Prefix) []expr.Any {
	mask := binary.BigEndian.AppendUint32(nil, uint32(uint64(0xffffffff)<<(32-prefix.Bits())))
	network := prefix.Masked().Addr().As4()
	return []expr.Any{
		&expr.Payload{DestRegister: register, Base: expr.PayloadBaseNetworkHeader, Offset: offset, Len: 4},
		&expr.Bitwise{SourceRegister: register, DestRegister: register, Len: 4, Mask: mask, Xor: make([]byte, 4)},
		&expr.Cmp{Op: expr.CmpOpEq, Register: register, Data: network[:]},
	}
}

func sourceNAT(source netip.Addr) []expr.Any {
	return []expr.Any{
		&expr.Immediate{Register: register, Data: source.AsSlice()},
		&expr.NAT{Type: expr.NATTypeSourceNAT, Family: unix.NFPROTO_IPV4, RegAddrMin: register},
	}
}
