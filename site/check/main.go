// Command check reads a built site and says of each link within it that leads nowhere, and of each file that a page would load
// from elsewhere, in one sentence. Its exit code is 1 then.
package main

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// page is what one HTML file offers and asks for.
type page struct {
	anchors map[string]bool
	links   []string // where a reader may go
	loads   []string // what a browser fetches by itself
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: check <directory of the site>")
		os.Exit(2)
	}
	pages, complaints, err := check(os.DirFS(os.Args[1]))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, it := range complaints {
		fmt.Fprintln(os.Stderr, it)
	}
	if len(complaints) > 0 || pages == 0 {
		fmt.Fprintf(os.Stderr, "%d pages, %d complaints\n", pages, len(complaints))
		os.Exit(1)
	}
	fmt.Printf("%d pages, every link within the site leads somewhere, and nothing is loaded from elsewhere\n", pages)
}

// check reads all pages of a site and returns how many there are, and a sentence for each fault.
func check(site fs.FS) (int, []string, error) {
	pages := map[string]page{}
	files := map[string]bool{}
	err := fs.WalkDir(site, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files[name] = true
		if path.Ext(name) != ".html" {
			return nil
		}
		pages[name], err = read(site, name)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	var complaints []string
	for name, it := range pages {
		for _, link := range slices.Concat(it.links, it.loads) {
			if complaint := follow(name, link, files, pages); complaint != "" {
				complaints = append(complaints, complaint)
			}
		}
		for _, load := range it.loads {
			if target, err := url.Parse(load); err == nil && target.Host != "" {
				complaints = append(complaints, fmt.Sprintf("%s loads %s, which is not part of the site", name, load))
			}
		}
	}
	slices.Sort(complaints)
	return len(pages), slices.Compact(complaints), nil
}

func read(site fs.FS, name string) (page, error) {
	file, err := site.Open(name)
	if err != nil {
		return page{}, err
	}
	defer file.Close()
	root, err := html.Parse(file)
	if err != nil {
		return page{}, fmt.Errorf("%s is no HTML: %w", name, err)
	}
	it := page{anchors: map[string]bool{}}
	for node := range root.Descendants() {
		for _, attribute := range node.Attr {
			switch {
			case attribute.Key == "id":
				it.anchors[attribute.Val] = true
			case attribute.Key == "href" && node.Data == "a":
				it.links = append(it.links, attribute.Val)
			case attribute.Key == "href" && node.Data == "link", attribute.Key == "src":
				it.loads = append(it.loads, attribute.Val)
			}
		}
	}
	return it, nil
}

// follow says what is wrong with a link, or nothing; links to other sites are not followed.
func follow(from, link string, files map[string]bool, pages map[string]page) string {
	target, err := url.Parse(link)
	if err != nil {
		return fmt.Sprintf("%s links to %s, which is no address", from, link)
	}
	if target.Scheme != "" || target.Host != "" {
		return ""
	}
	if strings.HasPrefix(target.Path, "/") {
		return fmt.Sprintf("%s links to %s, which works only where the site is at the top of a host", from, link)
	}
	name := from
	if target.Path != "" {
		name = filepath.ToSlash(path.Join(path.Dir(from), target.Path))
	}
	if !files[name] {
		return fmt.Sprintf("%s links to %s, and the site has no file %s", from, link, name)
	}
	if target.Fragment != "" && !pages[name].anchors[target.Fragment] {
		return fmt.Sprintf("%s links to %s, and %s has no heading #%s", from, link, name, target.Fragment)
	}
	return ""
}
