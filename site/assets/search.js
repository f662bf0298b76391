// Finds sections by their words, and copies commands. All it needs comes with the site, so it works without a server, too.
const site = document.currentScript.src // which lies at the top of it
const input = document.getElementById('search')
const found = document.getElementById('found')
const SHOWN = 12

let index // a promise of the entries, once somebody searches
function entries() {
  index ??= new Promise((resolve, reject) => {
    const load = document.createElement('script')
    load.src = new URL('search-index.js', site)
    load.onload = () => resolve(window.searchIndex)
    load.onerror = reject
    document.head.append(load)
  })
  return index
}

/** Every word has to be there; in a heading it counts more than in the text. */
function score(entry, words) {
  let sum = 0
  for (const word of words) {
    const inHeading = `${entry.page} ${entry.heading}`.toLowerCase().includes(word)
    const inText = entry.text.toLowerCase().split(word).length - 1
    if (!inHeading && !inText) return 0
    sum += (inHeading ? 20 : 0) + Math.min(inText, 5)
  }
  return sum
}

function excerpt(text, word) {
  const from = Math.max(0, text.toLowerCase().indexOf(word) - 40)
  return (from ? '…' : '') + text.slice(from, from + 140) + '…'
}

function item(entry, word) {
  const link = document.createElement('a')
  link.href = new URL(entry.link, site)
  link.textContent = entry.heading ? `${entry.page}: ${entry.heading}` : entry.page
  const words = document.createElement('small')
  words.textContent = excerpt(entry.text, word)
  link.append(words)
  const li = document.createElement('li')
  li.append(link)
  return li
}

async function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
  if (!words.length) {
    found.hidden = true
    return
  }
  const hits = (await entries())
    .map(entry => ({ entry, score: score(entry, words) }))
    .filter(hit => hit.score)
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN)
  found.replaceChildren(...hits.map(hit => item(hit.entry, words[0])))
  if (!hits.length) found.textContent = 'Nothing found'
  found.hidden = false
}

input.addEventListener('input', search)
document.addEventListener('keydown', event => {
  if (event.key === '/' && document.activeElement !== input) {
    event.preventDefault()
    input.focus()
  } else if (event.key === 'Escape') {
    found.hidden = true
    input.blur()
  }
})
document.addEventListener('click', event => {
  if (!event.target.closest('header')) found.hidden = true
})

for (const block of document.querySelectorAll('pre > code.language-sh')) {
  const button = document.createElement('button')
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.textContent)
    button.textContent = 'Copied'
  })
  block.parentElement.append(button)
}
