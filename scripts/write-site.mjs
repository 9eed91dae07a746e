// Renders README.md, CHANGELOG.md and docs/ as a plain site:  npm run site [-- FOLDER]
// Plain HTML with one style sheet, no scripts, nothing from other servers: it can be put on any web server, or opened as
// files. Links between pages keep working, and headings have the anchors that GitHub gives them.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Marked } from 'marked'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = process.argv[2] ?? join(root, 'site')

const STYLE = `
:root { color-scheme: light dark; --ink: #1a1f24; --paper: #fff; --soft: #f3f5f7; --line: #d5dbe1; --link: #0b57a4 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #dfe5ea; --paper: #14181c; --soft: #1e242a; --line: #38424c; --link: #7db8f5 }
}
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; padding: .7rem 1.2rem; background: var(--soft); border-bottom: 1px solid var(--line); font-size: .9rem }
nav summary { cursor: pointer; width: max-content }
nav ul { columns: 16rem auto; margin: .6rem 0 .2rem; padding: 0; list-style: none }
nav li { break-inside: avoid; padding: .12rem 0 }
nav a[aria-current] { font-weight: bold; color: var(--ink); text-decoration: none }
main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.2rem 4rem; overflow-wrap: break-word }
a { color: var(--link) }
h1, h2, h3 { line-height: 1.25 }
h2 { margin-top: 2.2rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem }
code { font: .88em/1.45 ui-monospace, monospace; background: var(--soft); padding: .1em .25em; border-radius: .2em }
pre { background: var(--soft); border: 1px solid var(--line); padding: .7rem .9rem; overflow-x: auto; border-radius: .3em }
pre code { background: none; padding: 0 }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top }
th { background: var(--soft) }
img { max-width: 100%; height: auto }
nav details[open] { width: 100% }
@media print { nav { display: none } }
`

/** As GitHub names the anchor of a heading; test/docs.test.ts has the same rule. */
const anchor = text =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-')
const plain = text => text.replace(/[`*]|\[([^\]]*)\]\([^)]*\)/g, '$1')
const escaped = text => text.replace(/[&<>"]/g, char => `&#${char.codePointAt(0)};`)
/** README.md is where a reader begins. */
const pageName = path => path.replace(/(^|\/)README\.md$/, '$1index.html').replace(/\.md$/, '.html')

const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .sort()
    .map(name => `docs/${name}`),
]
const titles = new Map(pages.map(path => [path, plain(/^# (.+)$/m.exec(read(path))?.[1] ?? path)]))

function read(path) {
  return readFileSync(join(root, path), 'utf8')
}

function render(path) {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchor(plain(text))}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, title, tokens }) {
        const local = !/^[a-z]+:/.test(href)
        const to = local ? href.replace(/[^#]+\.md(?=$|#)/, pageName) : href
        const about = title ? ` title="${escaped(title)}"` : ''
        return `<a href="${escaped(to)}"${about}>${this.parser.parseInline(tokens)}</a>`
      },
      // Pages are ours alone, but a tag in them would be a slip of the pen.
      html: ({ text }) => escaped(text),
    },
  })
  const body = marked
    .parse(read(path))
    .replaceAll('<table>', '<div class="wide"><table>')
    .replaceAll('</table>', '</table></div>')
  const here = dirname(pageName(path))
  const to = target => relative(here, pageName(target)) || '.'
  const links = [...titles]
    .filter(([target]) => target !== 'README.md' && (!/^docs\/.+\//.test(target) || target === path))
    .sort(([, a], [, b]) => a.localeCompare(b, 'en'))
    .map(([target, title]) => {
      const current = target === path ? ' aria-current="page"' : ''
      return `<li><a href="${escaped(to(target))}"${current}>${escaped(title)}</a></li>`
    })
  const home = `<a href="${escaped(to('README.md'))}"${path === 'README.md' ? ' aria-current="page"' : ''}>faxbridge</a>`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(titles.get(path))}${path === 'README.md' ? '' : ' · faxbridge'}</title>
<link rel="stylesheet" href="${escaped(relative(here, 'style.css'))}">
<nav aria-label="Pages">${home}
<details><summary>All pages</summary><ul>${links.join('')}</ul></details></nav>
<main>
${body}</main>
</html>
`
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'style.css'), STYLE.trimStart())
// Pictures, and files that pages link to.
for (const folder of ['docs', 'config', 'systemd', 'packaging'])
  cpSync(join(root, folder), join(out, folder), { recursive: true, filter: name => !name.endsWith('.md') })
for (const path of pages) {
  mkdirSync(join(out, dirname(path)), { recursive: true })
  writeFileSync(join(out, pageName(path)), render(path))
}
console.log(`${pages.length} pages in ${out}`)
