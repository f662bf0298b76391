// Command images works on container images as files: what Jib assembled, and what a release says about it.
//
//	images join <target> <version> <commit> <layout>...    joins images of several architectures under one index; prints its digest
//	images push <layout> <repository>:<tag>                pushes what was joined
//	images sbom <layout> <sbom> <repository>               prints what is in one image, as CycloneDX; <sbom> is the application's
//
// A layout is a folder in the OCI image layout. It ends with exit code 1 and one line when something is wrong.
package main

import (
	"fmt"
	"io"
	"os"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "images:", err)
		os.Exit(1)
	}
}

func run(words []string, out io.Writer) error {
	switch {
	case len(words) >= 5 && words[0] == "join":
		return join(words[1], words[2], words[3], words[4:], out)
	case len(words) == 3 && words[0] == "push":
		return push(words[1], words[2])
	case len(words) == 4 && words[0] == "sbom":
		return sbom(words[1], words[2], words[3], out)
	}
	return fmt.Errorf("say join <target> <version> <commit> <layout>..., push <layout> <repository>:<tag> or sbom <layout> <sbom> <repository>")
}

// only reads the one entry that a layout of ours has.
func only(folder string) (v1.ImageIndex, v1.Descriptor, error) {
	index, err := layout.ImageIndexFromPath(folder)
	if err != nil {
		return nil, v1.Descriptor{}, fmt.Errorf("%s is no OCI image layout: %w", folder, err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, v1.Descriptor{}, fmt.Errorf("the index of %s cannot be read: %w", folder, err)
	}
	if len(manifest.Manifests) != 1 {
		return nil, v1.Descriptor{}, fmt.Errorf("%s holds %d images, not one", folder, len(manifest.Manifests))
	}
	return index, manifest.Manifests[0], nil
}

func onlyImage(folder string) (v1.Image, error) {
	index, descriptor, err := only(folder)
	if err != nil {
		return nil, err
	}
	return index.Image(descriptor.Digest)
}
