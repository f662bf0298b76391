package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
)

// Where an image without a package manager says what it took from which Debian package; scanners know the place.
const statusFolder = "var/lib/dpkg/status.d"

// sbom says of the image what is said of the application, and what came with it: packages of the system, a Java runtime.
func sbom(folder, application, repository string, out io.Writer) error {
	image, err := onlyImage(folder)
	if err != nil {
		return err
	}
	file, err := os.Open(application)
	if err != nil {
		return err
	}
	defer file.Close()
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(file, cdx.BOMFileFormatJSON).Decode(&bom); err != nil || bom.Metadata == nil || bom.Metadata.Component == nil || bom.Components == nil {
		return fmt.Errorf("%s is no SBOM of an application: %w", application, errors.Join(err, errors.New("a CycloneDX document with a component is wanted")))
	}
	files, err := described(image)
	if err != nil {
		return err
	}
	components := append([]cdx.Component{*bom.Metadata.Component}, *bom.Components...)
	components = append(components, packages(files)...)
	if release, ok := files["jre/release"]; ok {
		components = append(components, runtime(settings(release)))
	}
	bom.Components = &components
	if bom.Metadata, err = metadata(image, repository); err != nil {
		return err
	}
	return cdx.NewBOMEncoder(out, cdx.BOMFileFormatJSON).SetPretty(true).Encode(&bom)
}

// described holds those files of the image that say what others are.
func described(image v1.Image) (map[string][]byte, error) {
	files := map[string][]byte{}
	extracted := mutate.Extract(image)
	defer extracted.Close()
	for reader := tar.NewReader(extracted); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the image cannot be read: %w", err)
		}
		name := path.Clean(strings.TrimPrefix(header.Name, "/"))
		if path.Dir(name) != statusFolder && name != "etc/os-release" && name != "jre/release" {
			continue
		}
		if files[name], err = io.ReadAll(reader); err != nil {
			return nil, fmt.Errorf("%s of the image cannot be read: %w", name, err)
		}
	}
}

func packages(files map[string][]byte) []cdx.Component {
	system := settings(files["etc/os-release"])
	var found []cdx.Component
	for name, status := range files {
		if path.Dir(name) != statusFolder {
			continue
		}
		fields := fields(status, ": ")
		purl := fmt.Sprintf("pkg:deb/%s/%s@%s?arch=%s&distro=%s-%s", system["ID"], fields["Package"], url.QueryEscape(fields["Version"]),
			fields["Architecture"], system["ID"], system["VERSION_ID"])
		found = append(found, cdx.Component{
			BOMRef: purl, Type: cdx.ComponentTypeLibrary, Name: fields["Package"], Version: fields["Version"], PackageURL: purl,
		})
	}
	slices.SortFunc(found, func(a, b cdx.Component) int { return strings.Compare(a.BOMRef, b.BOMRef) })
	return found
}

func runtime(release map[string]string) cdx.Component {
	return cdx.Component{
		BOMRef: "java-runtime", Type: cdx.ComponentTypePlatform, Name: "openjdk",
		Version: release["JAVA_RUNTIME_VERSION"], Publisher: release["IMPLEMENTOR"],
		CPE: "cpe:2.3:a:oracle:openjdk:" + release["JAVA_VERSION"] + ":*:*:*:*:*:*:*",
	}
}

func metadata(image v1.Image, repository string) (*cdx.Metadata, error) {
	digest, err := image.Digest()
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	purl := fmt.Sprintf("pkg:oci/%s@%s?arch=%s&repository_url=%s", path.Base(repository), url.QueryEscape(digest.String()),
		config.Architecture, url.QueryEscape(repository))
	return &cdx.Metadata{
		Timestamp: config.Created.UTC().Format(time.RFC3339),
		Component: &cdx.Component{
			BOMRef: purl, Type: cdx.ComponentTypeContainer, Name: repository,
			Version: config.Config.Labels["org.opencontainers.image.version"], PackageURL: purl,
			Hashes: &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: digest.Hex}},
		},
	}, nil
}

// settings reads name=value, as a shell would.
func settings(content []byte) map[string]string { return fields(content, "=") }

func fields(content []byte, separator string) map[string]string {
	found := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(content)); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), separator); ok {
			found[name] = strings.Trim(value, `"`)
		}
	}
	return found
}
