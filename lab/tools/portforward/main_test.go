package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestContainerLogs(t *testing.T) {
	logs := t.TempDir()
	long := strings.Repeat("x", 40_000) + "\n"
	if err := os.WriteFile(filepath.Join(logs, "etcd.log"), []byte("one\ntwo\n"+long+"four\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		query  string
		status int
		body   string
	}{
		{"etcd", 200, "one\ntwo\n" + long + "four\n"},
		{"etcd?tailLines=1", 200, "four\n"},
		{"etcd?tailLines=2", 200, long + "four\n"},
		{"etcd?tailLines=3", 200, "two\n" + long + "four\n"},
		{"etcd?tailLines=100", 200, "one\ntwo\n" + long + "four\n"},
		{"etcd?tailLines=0", 200, ""},
		{"etcd?tailLines=-1", 400, "tailLines is a number of lines, not -1\n"},
		{"etcd?previous=true", 400, "the lab's machines know tailLines and follow for logs, not previous\n"},
		{"coredns", 501, "no log: the lab's machines run static pods only\n"},
		{"..%2Fetcd", 200, "one\ntwo\n" + long + "four\n"},
	} {
		answer := httptest.NewRecorder()
		routes(logs).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/containerLogs/kube-system/etcd-cp-1/"+c.query, nil))
		if answer.Code != c.status || answer.Body.String() != c.body {
			t.Errorf("%s: status %d, body %.80q", c.query, answer.Code, answer.Body.String())
		}
	}
}

func TestOtherCallsAreNamed(t *testing.T) {
	answer := httptest.NewRecorder()
	routes(t.TempDir()).ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/exec/kube-system/etcd-cp-1/etcd", nil))
	if answer.Code != http.StatusNotImplemented || !strings.Contains(answer.Body.String(), "/exec/") {
		t.Errorf("status %d, body %q", answer.Code, answer.Body.String())
	}
}

// stream gives the client's words at once and keeps the answer.
type stream struct {
	net.Conn
	said *strings.Reader
	got  strings.Builder
}

func (s *stream) Read(p []byte) (int, error)  { return s.said.Read(p) }
func (s *stream) Write(p []byte) (int, error) { return s.got.Write(p) }

func TestForwardDeliversTheWholeAnswerAfterTheQuestion(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(strings.Repeat("answer", 10_000)))
	}))
	defer server.Close()
	question := &stream{said: strings.NewReader("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")}
	port := server.Listener.Addr().(*net.TCPAddr).Port

	if err := (localPorts{}).PortForward(t.Context(), "etcd-cp-1", "", int32(port), question); err != nil {
		t.Fatal(err)
	}

	if got := strings.Count(question.got.String(), "answer"); got != 10_000 {
		t.Errorf("%d of 10000 parts arrived", got)
	}
}

func TestForwardSaysThatNothingAnswers(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()

	err = (localPorts{}).PortForward(t.Context(), "etcd-cp-1", "", int32(port), &stream{said: strings.NewReader("")})

	if err == nil || !strings.Contains(err.Error(), "of pod etcd-cp-1") {
		t.Errorf("error %v", err)
	}
}
