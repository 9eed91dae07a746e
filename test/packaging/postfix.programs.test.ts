/** What we tell people, and our own container, to write into main.cf: Postfix itself says whether it knows every word. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

function recipe(): string {
  const [, block = ''] = /```\n# main\.cf\n([\s\S]*?)```/.exec(read('docs/relay-recipes.md')) ?? []
  return block
}

function container(): string {
  const [, settings = ''] =
    /postconf -e ([\s\S]*?)&&/.exec(read('packaging/container/postfix/Containerfile')) ?? []
  return [...settings.matchAll(/'([^']+)'/g)].map(([, line]) => `${line}\n`).join('')
}

/** What `postconf` makes of it, and what it complains of. */
function asPostfixReads(text: string): { readonly settings: string; readonly complaints: string } {
  const folder = mkdtempSync(join(tmpdir(), 'faxbridge-postfix-'))
  try {
    writeFileSync(join(folder, 'main.cf'), `compatibility_level = 3.6\n${text}`)
    writeFileSync(join(folder, 'master.cf'), '')
    const { stdout, stderr } = spawnSync('postconf', ['-c', folder, '-n'], { encoding: 'utf8' })
    return { settings: stdout, complaints: stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('settings of Postfix', () => {
  it.each([
    ['the recipe', recipe(), 3],
    ['the container', container(), 10],
  ])('%s has words that Postfix knows', (_, text, lines) => {
    expect(text.trim().split('\n')).toHaveLength(lines)
    const { settings, complaints } = asPostfixReads(text)
    expect(complaints).toBe('')
    expect(settings).toContain('transport_maps = inline:{ fax.local=smtp:')
    // The check would see a slip of the pen.
    expect(asPostfixReads(text.replace('transport_maps', 'transport_map')).complaints).toContain(
      'transport_map',
    )
  })
})
