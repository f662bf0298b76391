package main

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// assembled writes the layout of one image, as Jib does, and says where.
func assembled(t *testing.T, architecture, revision string, files map[string]string) string {
	t.Helper()
	var content bytes.Buffer
	writer := tar.NewWriter(&content)
	for name, text := range files {
		must(t, writer.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}))
		_, err := writer.Write([]byte(text))
		must(t, err)
	}
	must(t, writer.Close())
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content.Bytes())), nil })
	must(t, err)
	image, err := mutate.AppendLayers(empty.Image, layer)
	must(t, err)
	image, err = mutate.ConfigFile(image, &v1.ConfigFile{
		OS: "linux", Architecture: architecture, Created: v1.Time{Time: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
		RootFS: rootFS(t, image),
		Config: v1.Config{Labels: map[string]string{
			"org.opencontainers.image.version": "0.1.0", "org.opencontainers.image.revision": revision,
		}},
	})
	must(t, err)
	folder := filepath.Join(t.TempDir(), architecture)
	written, err := layout.Write(folder, empty.Index)
	must(t, err)
	must(t, written.AppendImage(image))
	return folder
}

func rootFS(t *testing.T, image v1.Image) v1.RootFS {
	t.Helper()
	config, err := image.ConfigFile()
	must(t, err)
	return config.RootFS
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func said(t *testing.T, words ...string) string {
	t.Helper()
	var out bytes.Buffer
	must(t, run(words, &out))
	return strings.TrimSpace(out.String())
}

func refused(t *testing.T, sentence string, words ...string) {
	t.Helper()
	err := run(words, io.Discard)
	if err == nil || !strings.Contains(err.Error(), sentence) {
		t.Fatalf("said %v, not %q", err, sentence)
	}
}

func TestTheSameImagesGiveTheSameDigestInAnyOrder(t *testing.T) {
	amd, arm := assembled(t, "amd64", "c0ffee", nil), assembled(t, "arm64", "c0ffee", nil)

	one := said(t, "join", filepath.Join(t.TempDir(), "one"), "0.1.0", "c0ffee", amd, arm)
	two := said(t, "join", filepath.Join(t.TempDir(), "two"), "0.1.0", "c0ffee", arm, amd)

	if one != two || !strings.HasPrefix(one, "sha256:") {
		t.Fatalf("%s and %s", one, two)
	}
}

func TestAnImageOfAnotherCommitOrVersionIsNotJoined(t *testing.T) {
	refused(t, `says org.opencontainers.image.revision is "decaf", not "c0ffee"`,
		"join", t.TempDir(), "0.1.0", "c0ffee", assembled(t, "amd64", "c0ffee", nil), assembled(t, "arm64", "decaf", nil))
	refused(t, `says org.opencontainers.image.version is "0.1.0", not "0.2.0"`,
		"join", t.TempDir(), "0.2.0", "c0ffee", assembled(t, "amd64", "c0ffee", nil))
}

func TestTwoImagesOfOneArchitectureAreNotJoined(t *testing.T) {
	refused(t, "two images are for linux/amd64",
		"join", t.TempDir(), "0.1.0", "c0ffee", assembled(t, "amd64", "c0ffee", nil), assembled(t, "amd64", "c0ffee", map[string]string{"other": ""}))
}

func TestWhatWasJoinedIsPushedWithBothImagesAndUnderTheDigestThatWasTold(t *testing.T) {
	server := httptest.NewServer(registry.New())
	defer server.Close()
	tag := strings.TrimPrefix(server.URL, "http://") + "/metal/provider:v0.1.0"
	joined := filepath.Join(t.TempDir(), "joined")
	digest := said(t, "join", joined, "0.1.0", "c0ffee", assembled(t, "amd64", "c0ffee", nil), assembled(t, "arm64", "c0ffee", nil))

	said(t, "push", joined, tag)
	said(t, "push", joined, tag) // again changes nothing

	other := filepath.Join(t.TempDir(), "other")
	said(t, "join", other, "0.1.0", "decaf", assembled(t, "amd64", "decaf", nil))
	refused(t, "is there already, as "+digest, "push", other, tag)
}

func TestTheSbomOfAnImageNamesTheApplicationItsJarsThePackagesAndTheRuntime(t *testing.T) {
	application := filepath.Join(t.TempDir(), "sbom.cdx.json")
	must(t, os.WriteFile(application, []byte(`{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
		"metadata":{"component":{"type":"application","name":"provider","version":"0.1.0"}},
		"components":[{"type":"library","name":"netty","version":"4"}]}`), 0o644))
	image := assembled(t, "amd64", "c0ffee", map[string]string{
		"etc/os-release":                "ID=debian\nVERSION_ID=\"12\"\n",
		"var/lib/dpkg/status.d/libc6":   "Package: libc6\nArchitecture: amd64\nVersion: 2.36-9+deb12u13\n",
		"jre/release":                   "JAVA_VERSION=\"25.0.3\"\nJAVA_RUNTIME_VERSION=\"25.0.3+9-LTS\"\nIMPLEMENTOR=\"Eclipse Adoptium\"\n",
		"app/lib/main/not-described.md": "nothing",
	})

	var bom struct {
		Metadata struct {
			Component struct{ Type, Name, Version, Purl string }
		}
		Components []struct{ Name, Version, Purl string }
	}
	must(t, json.Unmarshal([]byte(said(t, "sbom", image, application, "ghcr.io/metal-stack/provider")), &bom))

	if bom.Metadata.Component.Type != "container" || bom.Metadata.Component.Version != "0.1.0" ||
		!strings.HasPrefix(bom.Metadata.Component.Purl, "pkg:oci/provider@sha256%3A") {
		t.Errorf("it is about %+v", bom.Metadata.Component)
	}
	var found []string
	for _, it := range bom.Components {
		found = append(found, strings.TrimSpace(it.Name+" "+it.Version+" "+it.Purl))
	}
	want := []string{"provider 0.1.0", "netty 4",
		"libc6 2.36-9+deb12u13 pkg:deb/debian/libc6@2.36-9%2Bdeb12u13?arch=amd64&distro=debian-12", "openjdk 25.0.3+9-LTS"}
	if strings.Join(found, "\n") != strings.Join(want, "\n") {
		t.Errorf("it names\n%s\nnot\n%s", strings.Join(found, "\n"), strings.Join(want, "\n"))
	}
}

func TestAWrongLineIsToldInOneSentence(t *testing.T) {
	refused(t, "say join <target>", "tag", "a", "b")
	refused(t, "is no OCI image layout", "join", t.TempDir(), "0.1.0", "c0ffee", filepath.Join(t.TempDir(), "nothing"))
}
