// Command probe measures what gets through a network. "probe echo" answers questions; "probe send" asks ten times a second
// until it is told to end (SIGTERM), and then says in one line of JSON how many questions were lost.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is long enough for a busy computer to get round to an answer that has arrived, and short enough that TCP has not
// yet repeated a lost packet (after 1 s). Questions do not wait for one another.
const patience = 500 * time.Millisecond

// result is what "probe send" prints at its end.
type result struct {
	Sent               int            `json:"sent"`
	Lost               int            `json:"lost"`
	LongestLossSeconds float64        `json:"longestLossSeconds"` // of the questions lost one after the other
	SeenAs             map[string]int `json:"seenAs"`             // how often the echo saw which source address
}

func main() {
	log.SetFlags(log.Ltime)
	if len(os.Args) < 2 {
		log.Fatal("usage: probe echo|send, -h tells more")
	}
	ended, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	flags := flag.NewFlagSet("probe "+os.Args[1], flag.ExitOnError)
	switch os.Args[1] {
	case "echo":
		address := flags.String("address", "", "address to listen on, all if empty")
		ports := flags.String("ports", "7", "ports to listen on, over TCP and UDP, with commas in between")
		flags.Parse(os.Args[2:])
		for _, port := range strings.Split(*ports, ",") {
			if err := echo(net.JoinHostPort(*address, port)); err != nil {
				log.Fatalf("probe: %v", err)
			}
		}
		<-ended.Done()
	case "send":
		to := flags.String("to", "", "host:port of an echo")
		protocol := flags.String("protocol", "tcp", "tcp or udp")
		interval := flags.Duration("interval", 100*time.Millisecond, "from one question to the next")
		timeout := flags.Duration("timeout", patience, "when a question counts as lost")
		flags.Parse(os.Args[2:])
		json.NewEncoder(os.Stdout).Encode(summarize(send(ended, *protocol, *to, *interval, *timeout), *interval))
	default:
		log.Fatalf("probe: %q is neither echo nor send", os.Args[1])
	}
}

// echo answers each connection, and each datagram, with the address that it comes from. It returns once it listens.
func echo(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	datagrams, err := net.ListenPacket("udp", listener.Addr().String())
	if err != nil {
		return err
	}
	go func() {
		for {
			asking, err := listener.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			} else if err != nil {
				log.Printf("accept: %v", err)
				time.Sleep(10 * time.Millisecond)
				continue
			}
			fmt.Fprint(asking, host(asking.RemoteAddr()))
			asking.Close()
		}
	}()
	go func() {
		question := make([]byte, 1)
		for {
			_, asking, err := datagrams.ReadFrom(question)
			if errors.Is(err, net.ErrClosed) {
				return
			} else if err == nil {
				datagrams.WriteTo([]byte(host(asking)), asking)
			}
		}
	}()
	log.Printf("answering on %s", listener.Addr())
	return nil
}

func host(address net.Addr) string {
	host, _, _ := net.SplitHostPort(address.String())
	return host
}

// send asks until it is ended. It returns the answers in the order of the questions, an empty one for each that was lost.
func send(ended context.Context, protocol, to string, interval, timeout time.Duration) []string {
	var answers []*string
	var pending sync.WaitGroup
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for ended.Err() == nil {
		answer := new(string)
		answers = append(answers, answer)
		pending.Go(func() { *answer = ask(protocol, to, timeout) })
		select {
		case <-ended.Done():
		case <-tick.C:
		}
	}
	pending.Wait()
	all := make([]string, len(answers))
	for i, answer := range answers {
		all[i] = *answer
	}
	return all
}

// ask puts one question, from a port of its own.
func ask(protocol, to string, timeout time.Duration) string {
	deadline := time.Now().Add(timeout)
	connection, err := (&net.Dialer{Deadline: deadline}).Dial(protocol, to)
	if err != nil {
		return ""
	}
	defer connection.Close()
	connection.SetDeadline(deadline)
	if protocol == "udp" {
		if _, err := connection.Write([]byte("?")); err != nil {
			return ""
		}
	}
	answer := make([]byte, 64)
	n, err := connection.Read(answer)
	if err != nil && err != io.EOF {
		return ""
	}
	return string(answer[:n])
}

func summarize(answers []string, interval time.Duration) result {
	sum := result{Sent: len(answers), SeenAs: map[string]int{}}
	run, longest := 0, 0
	for _, answer := range answers {
		if answer != "" {
			sum.SeenAs[answer]++
			run = 0
			continue
		}
		sum.Lost++
		run++
		longest = max(longest, run)
	}
	sum.LongestLossSeconds = (time.Duration(longest) * interval).Seconds()
	return sum
}
