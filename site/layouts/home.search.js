{{- /* One entry per section of level two: where it is, its page and heading, and its words without markup. */ -}}
{{- $entries := slice -}}
{{- range site.Pages -}}
{{- $page := . -}}
{{- range $i, $section := split .RawContent "\n## " -}}
{{- $lines := split $section "\n" -}}
{{- $heading := cond (eq $i 0) "" (index $lines 0 | plainify) -}}
{{- $link := strings.TrimPrefix "/" $page.RelPermalink -}}
{{- with $heading }}{{ $link = printf "%s#%s" $link (anchorize .) }}{{ end -}}
{{- $text := replaceRE `\]\([^)]*\)|[\x60*|\[\]#]|<!--.*?-->` " " (delimit (after 1 $lines) " ") -}}
{{- $entries = $entries | append (dict "link" $link "page" (partial "title.html" $page) "heading" $heading "text" (replaceRE `\s+` " " $text)) -}}
{{- end -}}
{{- end -}}
window.searchIndex = {{ $entries | jsonify }};
