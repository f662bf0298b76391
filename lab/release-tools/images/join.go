package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// join writes the index in the order of the architectures, so that the same images give the same digest in any order. It
// takes no image whose labels say another version or commit.
func join(target, version, commit string, folders []string, out io.Writer) error {
	labels := map[string]string{"org.opencontainers.image.version": version, "org.opencontainers.image.revision": commit}
	var images []mutate.IndexAddendum
	for _, folder := range folders {
		image, err := onlyImage(folder)
		if err != nil {
			return err
		}
		config, err := image.ConfigFile()
		if err != nil {
			return fmt.Errorf("the configuration of %s cannot be read: %w", folder, err)
		}
		for label, wanted := range labels {
			if said := config.Config.Labels[label]; said != wanted {
				return fmt.Errorf("%s says %s is %q, not %q: assemble it anew", folder, label, said, wanted)
			}
		}
		images = append(images, mutate.IndexAddendum{Add: image, Descriptor: v1.Descriptor{Platform: config.Platform()}})
	}
	slices.SortFunc(images, func(a, b mutate.IndexAddendum) int { return strings.Compare(a.Platform.String(), b.Platform.String()) })
	for i := 1; i < len(images); i++ {
		if images[i].Platform.Equals(*images[i-1].Platform) {
			return fmt.Errorf("two images are for %s", images[i].Platform)
		}
	}
	index := mutate.AppendManifests(mutate.IndexMediaType(empty.Index, types.OCIImageIndex), images...)
	if err := os.RemoveAll(target); err != nil {
		return err
	}
	written, err := layout.Write(target, empty.Index)
	if err != nil {
		return err
	}
	if err := written.AppendIndex(index); err != nil {
		return err
	}
	digest, err := index.Digest()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, digest)
	return err
}
