package main

import (
	"context"
	"net"
	"reflect"
	"testing"
	"time"
)

func TestLossesAreCounted(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []string
		want    result
	}{
		{"nothing asked", nil, result{SeenAs: map[string]int{}}},
		{"nothing lost", []string{"a", "b", "a"}, result{Sent: 3, SeenAs: map[string]int{"a": 2, "b": 1}}},
		{"all lost", []string{"", "", ""}, result{Sent: 3, Lost: 3, LongestLossSeconds: 0.3, SeenAs: map[string]int{}}},
		{"the longest run counts, not the last", []string{"", "", "a", "", "a"}, result{Sent: 5, Lost: 3, LongestLossSeconds: 0.2, SeenAs: map[string]int{"a": 2}}},
	} {
		if got := summarize(c.answers, 100*time.Millisecond); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestAnEchoTellsTheAskingAddress(t *testing.T) {
	address := free(t)
	if err := echo(address); err != nil {
		t.Fatal(err)
	}
	for _, protocol := range []string{"tcp", "udp"} {
		if seen := ask(protocol, address, 5*time.Second); seen != "127.0.0.1" {
			t.Errorf("%s: seen as %q", protocol, seen)
		}
	}
}

func TestAQuestionThatNobodyAnswersIsLost(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for protocol, to := range map[string]string{"tcp": silent.Addr().String(), "udp": free(t)} {
		if seen := ask(protocol, to, 20*time.Millisecond); seen != "" {
			t.Errorf("%s: seen as %q", protocol, seen)
		}
	}
}

func TestQuestionsDoNotWaitForOneAnother(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	listener.(*net.TCPListener).SetDeadline(time.Now().Add(10 * time.Second))
	ended, end := context.WithCancel(t.Context())
	answers := make(chan []string)
	go func() {
		answers <- send(ended, "tcp", listener.Addr().String(), time.Millisecond, time.Minute)
	}()

	// Each is held without an answer, and yet the next one comes.
	var held []net.Conn
	for range 5 {
		asking, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, asking)
	}

	end()
	listener.Close()
	for _, asking := range held {
		asking.Close()
	}
	if got := len(<-answers); got < 5 {
		t.Errorf("%d questions", got)
	}
}

// free answers an address of this machine that nothing listens on.
func free(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
