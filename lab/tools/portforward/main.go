// Command portforward is the part of a simulated machine's kubelet that the API server calls: port-forward and
// container logs over HTTPS. It speaks SPDY through the kubelet's own library, which has no counterpart outside Go.
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"k8s.io/cri-streaming/pkg/streaming/portforward"
)

// The same times as the kubelet's defaults.
const (
	idleTimeout    = 4 * time.Hour
	streamCreation = 30 * time.Second
)

func main() {
	log.SetFlags(log.Ltime)
	listen := flag.String("listen", ":10250", "address to serve HTTPS on")
	node := flag.String("node", "", "name of the Node, the subject of the serving certificate")
	address := flag.String("address", "", "address of the machine, in the serving certificate")
	clientCA := flag.String("client-ca", "", "PEM file with the certificate authorities of clients (clientCAFile of the kubelet)")
	logs := flag.String("logs", "/var/log/pods", "directory with <container>.log of each static pod")
	flag.Parse()
	if err := serve(*listen, *node, net.ParseIP(*address), *clientCA, *logs); err != nil {
		log.Fatalf("portforward: %v", err)
	}
}

func serve(listen, node string, address net.IP, clientCA, logs string) error {
	if node == "" || address == nil {
		return errors.New("-node and -address (an IP) are needed for the serving certificate")
	}
	pem, err := os.ReadFile(clientCA)
	if err != nil {
		return fmt.Errorf("cannot read the certificate authorities of clients: %w", err)
	}
	clients := x509.NewCertPool()
	if !clients.AppendCertsFromPEM(pem) {
		return fmt.Errorf("no certificate in %s", clientCA)
	}
	certificate, err := selfSigned(node, address)
	if err != nil {
		return err
	}
	server := &http.Server{
		Addr:              listen,
		Handler:           routes(logs),
		ReadHeaderTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{
			MinVersion:   tls.VersionTLS12,
			Certificates: []tls.Certificate{certificate},
			ClientCAs:    clients,
			ClientAuth:   tls.RequireAndVerifyClientCert,
			NextProtos:   []string{"http/1.1"},
		},
		// The SPDY upgrade exists in HTTP/1.1 only; a map that is not nil keeps HTTP/2 off.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
	log.Printf("serving port-forward and logs on %s", listen)
	return server.ListenAndServeTLS("", "")
}

func routes(logs string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/portForward/{namespace}/{pod}", forward)
	mux.HandleFunc("/portForward/{namespace}/{pod}/{uid}", forward)
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", func(w http.ResponseWriter, r *http.Request) {
		containerLogs(w, r, logs)
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "the lab's machines know port-forward and logs only, not "+r.URL.Path, http.StatusNotImplemented)
	})
	return mux
}

// selfSigned makes a serving certificate. Nobody verifies it: kubeadm gives the API server no --kubelet-certificate-authority.
func selfSigned(node string, address net.IP) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: node},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(1, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{node},
		IPAddresses:  []net.IP{address},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

func forward(w http.ResponseWriter, r *http.Request) {
	options, err := portforward.NewV4Options(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	portforward.ServePortForward(w, r, localPorts{}, r.PathValue("pod"), r.PathValue("uid"), options,
		idleTimeout, streamCreation, portforward.SupportedProtocols)
}

// localPorts forwards to the machine's loopback: a static pod is a process in the machine's own network namespace.
type localPorts struct{}

func (localPorts) PortForward(ctx context.Context, pod, _ string, port int32, stream io.ReadWriteCloser) error {
	var dialer net.Dialer
	connection, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(port))))
	if err != nil {
		return fmt.Errorf("nothing answers on port %d of pod %s: %w", port, pod, err)
	}
	defer connection.Close()
	ended := make(chan error, 2)
	go func() {
		_, err := io.Copy(connection, stream)
		connection.(*net.TCPConn).CloseWrite()
		ended <- err
	}()
	answered := make(chan error, 1)
	go func() {
		_, err := io.Copy(stream, connection)
		answered <- err
	}()
	// The client may have said all it has to say long before the answer is complete.
	select {
	case err = <-answered:
	case err = <-ended:
		if err == nil {
			err = <-answered
		}
	}
	return err
}

// containerLogs writes a static pod's log, from its last tailLines lines on and, with follow, until the client goes.
func containerLogs(w http.ResponseWriter, r *http.Request, logs string) {
	query := r.URL.Query()
	for option := range query {
		switch option {
		case "tailLines", "follow":
		default:
			http.Error(w, "the lab's machines know tailLines and follow for logs, not "+option, http.StatusBadRequest)
			return
		}
	}
	file, err := os.Open(filepath.Join(logs, filepath.Base(r.PathValue("container"))+".log"))
	if err != nil {
		http.Error(w, "no log: the lab's machines run static pods only", http.StatusNotImplemented)
		return
	}
	defer file.Close()
	if tail := query.Get("tailLines"); tail != "" {
		lines, err := strconv.Atoi(tail)
		if err != nil || lines < 0 {
			http.Error(w, "tailLines is a number of lines, not "+tail, http.StatusBadRequest)
			return
		}
		if err := seekLines(file, lines); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	follow := strings.EqualFold(query.Get("follow"), "true")
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := io.Copy(w, file); err != nil || !follow {
			return
		}
		http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
		}
	}
}

// seekLines moves to where the last lines begin, reading the file from its end.
func seekLines(file *os.File, lines int) error {
	at, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if lines == 0 {
		return nil
	}
	block := make([]byte, 32*1024)
	for newlines := 0; at > 0; {
		size := min(at, int64(len(block)))
		at -= size
		if _, err := file.ReadAt(block[:size], at); err != nil {
			return err
		}
		for i := size - 1; i >= 0; i-- {
			// A newline begins the wanted part once `lines` others, the file's last one included, lie behind it.
			if block[i] == '\n' {
				if newlines == lines {
					_, err := file.Seek(at+i+1, io.SeekStart)
					return err
				}
				newlines++
			}
		}
	}
	_, err = file.Seek(0, io.SeekStart)
	return err
}
