package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// space is a network namespace: a thread of its own that is in it for good.
type space struct {
	t    *testing.T
	work chan func()
	file string
}

func newSpace(t *testing.T) *space {
	s := &space{t: t, work: make(chan func())}
	ready := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked, so the thread ends with this goroutine
		err := unix.Unshare(unix.CLONE_NEWNET)
		s.file = fmt.Sprintf("/proc/%d/task/%d/ns/net", os.Getpid(), unix.Gettid())
		ready <- err
		for job := range s.work {
			job()
		}
	}()
	if err := <-ready; err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { close(s.work) })
	s.ip("link set lo up")
	return s
}

func (s *space) do(job func()) {
	done := make(chan struct{})
	s.work <- func() {
		defer close(done)
		job()
	}
	<-done
}

// ip runs commands of ip, one a line.
func (s *space) ip(lines ...string) {
	s.t.Helper()
	s.do(func() {
		ip := exec.Command("ip", "-batch", "-")
		ip.Stdin = strings.NewReader(strings.Join(lines, "\n"))
		if out, err := ip.CombinedOutput(); err != nil {
			s.t.Errorf("ip: %v %s", err, out)
		}
	})
}

// echo tells whoever asks here, over TCP or UDP, the address that it sees.
func (s *space) echo(address string) {
	s.do(func() {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			s.t.Error(err)
			return
		}
		datagrams, err := net.ListenPacket("udp", address)
		if err != nil {
			s.t.Error(err)
			return
		}
		go func() {
			for {
				asking, err := listener.Accept()
				if err != nil {
					return
				}
				io.WriteString(asking, asking.RemoteAddr().(*net.TCPAddr).IP.String())
				asking.Close()
			}
		}()
		go func() {
			for {
				_, asking, err := datagrams.ReadFrom(make([]byte, 1))
				if err != nil {
					return
				}
				datagrams.WriteTo([]byte(asking.(*net.UDPAddr).IP.String()), asking)
			}
		}()
	})
}

// ask answers what an echo saw, or nothing where the question or the answer is lost.
func (s *space) ask(network, to string) string {
	var seen []byte
	s.do(func() {
		connection, err := net.DialTimeout(network, to, 300*time.Millisecond)
		if err != nil {
			return
		}
		defer connection.Close()
		connection.SetDeadline(time.Now().Add(300 * time.Millisecond))
		if network == "udp" {
			connection.Write([]byte("?"))
			seen = make([]byte, 100)
			n, _ := connection.Read(seen)
			seen = seen[:n]
		} else {
			seen, _ = io.ReadAll(connection)
		}
	})
	return string(seen)
}

// bench is a node (10.0.0.2), its firewall (203.0.113.9) and the internet (198.51.100.1).
type bench struct {
	t                        *testing.T
	node, firewall, internet *space
}

func lay(t *testing.T) *bench {
	b := &bench{t, newSpace(t), newSpace(t), newSpace(t)}
	b.firewall.ip(
		"link add eth0 type veth peer name eth0 netns "+b.node.file,
		"link add eth1 type veth peer name eth0 netns "+b.internet.file,
		"addr add 10.0.0.1/22 dev eth0", "link set eth0 up",
		"addr add 203.0.113.9/24 dev eth1", "link set eth1 up",
		"route add default via 203.0.113.1")
	b.node.ip("addr add 10.0.0.2/22 dev eth0", "link set eth0 up", "route add default via 10.0.0.1")
	b.internet.ip("addr add 203.0.113.1/24 dev eth0", "link set eth0 up", "addr add 198.51.100.1/32 dev lo",
		"route add 10.0.0.0/22 via 203.0.113.9 src 198.51.100.1")
	for _, port := range []string{"53", "80", "443"} {
		b.node.echo("10.0.0.2:" + port)
		b.internet.echo("198.51.100.1:" + port)
	}
	return b
}

// apply makes the firewall what the description says.
func (b *bench) apply(description string) {
	b.firewall.do(func() {
		if err := run(strings.NewReader(description), new(bytes.Buffer)); err != nil {
			b.t.Error(err)
		}
	})
}
