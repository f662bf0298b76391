package main

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// push never moves a tag: whoever pulled it once shall get the same again. It logs in as the container engine is logged in.
func push(folder, tag string) error {
	reference, err := name.NewTag(tag, name.StrictValidation)
	if err != nil {
		return fmt.Errorf("%s names no image: %w", tag, err)
	}
	parent, descriptor, err := only(folder)
	if err != nil {
		return err
	}
	index, err := parent.ImageIndex(descriptor.Digest)
	if err != nil {
		return fmt.Errorf("%s was not joined: %w", folder, err)
	}
	login := remote.WithAuthFromKeychain(authn.DefaultKeychain)
	there, err := remote.Head(reference, login)
	switch {
	case err == nil && there.Digest == descriptor.Digest:
		return nil
	case err == nil:
		return fmt.Errorf("%s is there already, as %s, and is not moved to %s", tag, there.Digest, descriptor.Digest)
	case !notFound(err):
		return fmt.Errorf("cannot ask for %s: %w", tag, err)
	}
	if err := remote.WriteIndex(reference, index, login); err != nil {
		return fmt.Errorf("cannot push %s: %w", tag, err)
	}
	return nil
}

func notFound(err error) bool {
	var answer *transport.Error
	return errors.As(err, &answer) && answer.StatusCode == http.StatusNotFound
}
