import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-site-'))
execFileSync(process.execPath, [new URL('../../scripts/write-site.mjs', import.meta.url).pathname, folder])
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.html'),
)
const html = new Map(pages.map(name => [name, readFileSync(join(folder, name), 'utf8')]))

describe('the site', () => {
  it('has every page of the documentation', () => {
    expect(pages).toEqual(expect.arrayContaining(['index.html', 'docs/flow.html', 'docs/security.html']))
    expect(pages.length).toBeGreaterThan(25)
  })

  it.each(pages)('%s: every link and picture is there, with the heading that it names', name => {
    const text = html.get(name) ?? ''
    for (const [, href = ''] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(href)) continue
      const [path = '', anchor] = href.split('#')
      let file = path === '' ? name : join(dirname(name), path)
      expect(existsSync(join(folder, file)), href).toBe(true)
      if (anchor === undefined) continue
      if (statSync(join(folder, file)).isDirectory()) file = join(file, 'index.html')
      expect(html.get(file) ?? '', href).toContain(`id="${anchor}"`)
    }
  })

  it.each(pages)('%s: loads nothing from elsewhere and runs nothing', name => {
    const text = html.get(name) ?? ''
    expect(text).not.toMatch(/<script|<iframe|<img[^>]+src="https?:|<link[^>]+href="https?:|\son[a-z]+="/i)
    expect(text).not.toContain('.md"')
  })
})
