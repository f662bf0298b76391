package main

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestNamesPageAndLinkOfWhatLeadsNowhere(t *testing.T) {
	for name, it := range map[string]struct {
		page      string
		complaint string
	}{
		"a page":                 {`<a href="two.html">`, ""},
		"a heading of a page":    {`<a href="sub/three.html#there">`, ""},
		"a heading of its own":   {`<h2 id="here">…</h2><a href="#here">`, ""},
		"another site":           {`<a href="https://example.org/x#y">`, ""},
		"a file of the site":     {`<img src="sub/picture.svg">`, ""},
		"no page":                {`<a href="four.html">`, "one.html links to four.html, and the site has no file four.html"},
		"no heading":             {`<a href="two.html#gone">`, "one.html links to two.html#gone, and two.html has no heading #gone"},
		"no heading of its own":  {`<a href="#gone">`, "one.html links to #gone, and one.html has no heading #gone"},
		"no file":                {`<img src="none.svg">`, "one.html links to none.svg, and the site has no file none.svg"},
		"the top of a host":      {`<a href="/two.html">`, "one.html links to /two.html, which works only where the site is at the top of a host"},
		"a script of elsewhere":  {`<script src="https://example.org/x.js"></script>`, "one.html loads https://example.org/x.js, which is not part of the site"},
		"a style of elsewhere":   {`<link rel="stylesheet" href="//example.org/x.css">`, "one.html loads //example.org/x.css, which is not part of the site"},
		"a picture of elsewhere": {`<img src="http://example.org/x.png">`, "one.html loads http://example.org/x.png, which is not part of the site"},
	} {
		t.Run(name, func(t *testing.T) {
			pages, complaints, err := check(fstest.MapFS{
				"one.html":        {Data: []byte(it.page)},
				"two.html":        {Data: []byte(`<a href="sub/three.html">`)},
				"sub/three.html":  {Data: []byte(`<h2 id="there">…</h2><a href="../one.html">`)},
				"sub/picture.svg": {Data: []byte(`<svg/>`)},
			})
			var expected []string
			if it.complaint != "" {
				expected = []string{it.complaint}
			}
			if err != nil || pages != 3 || !slices.Equal(complaints, expected) {
				t.Errorf("%d pages, %q, %v; expected 3, %q", pages, complaints, err, expected)
			}
		})
	}
}
