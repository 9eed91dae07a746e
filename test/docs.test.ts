import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RIGHTS, ROLES } from '../src/access/principal.ts'
import { EXIT_CODES } from '../src/cli/exit-codes.ts'
import { ALARMS } from '../src/fax/alarm.ts'
import { DESTINATION_CLASSES } from '../src/fax/destination-class.ts'
import { ERRORS } from '../src/fax/error.ts'
import { FAX_FAILURES } from '../src/fax/failure.ts'
import { METRICS } from '../src/http/metrics.ts'
import { LOOPBACK_OUTCOMES } from '../src/providers/loopback/outcomes.ts'
import { ENGLISH_ALARMS } from '../src/words/alarms-en.ts'

const root = new URL('../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const page = (name: string) => read(`docs/${name}.md`)
const pages = readdirSync(new URL('docs/', root)).filter(name => name.endsWith('.md'))
const everything = ['README.md', 'CONTRIBUTING.md', ...pages.map(name => `docs/${name}`)]

/** Cells of the table rows whose first cell fits. */
function rows(text: string, first: RegExp): string[][] {
  const cells = text
    .split('\n')
    .filter(line => line.startsWith('| '))
    .map(line => line.slice(2, -2).split(' | '))
  return cells.filter(([cell = '']) => first.test(cell))
}

describe('the documentation has exactly what the code has', () => {
  it('errors', () => {
    const expected = Object.entries(ERRORS).map(([code, r]) => [code, r.kind, r.smtp, String(r.http), r.text])
    expect(rows(page('errors'), /^E_/)).toEqual(expected)
  })

  it('failures', () => {
    const expected = Object.entries(FAX_FAILURES).map(([name, r]) => [
      name,
      r.again,
      r.statusCode,
      r.sentence,
      r.advice,
    ])
    const found = rows(page('errors').split('## What can become of a fax')[1] ?? '', /^(?!failure$|---)/)
    expect(found).toEqual(expected)
  })

  it('alarms', () => {
    const expected = Object.entries(ALARMS).map(([kind, { severity }]) => {
      const { title, means, todo } = ENGLISH_ALARMS[kind as keyof typeof ALARMS]
      return [kind, severity, title, means, todo.join(' ')]
    })
    const table = page('alarms').split('## Every alarm')[1]?.split('## What is watched')[0] ?? ''
    expect(rows(table, /^(?!alarm$|---)/)).toEqual(expected)
  })

  it('metrics', () => {
    const expected = Object.entries(METRICS).map(([name, r]) => [name, r.kind, r.labels.join(', '), r.help])
    expect(rows(page('metrics'), /^faxbridge_/)).toEqual(expected)
  })

  it('kinds of numbers that are closed', () => {
    const shown = rows(page('addresses'), /^`[a-z_]+`$/).map(([name = '']) => name.replaceAll('`', ''))
    expect(shown.filter(name => name in DESTINATION_CLASSES)).toEqual(Object.keys(DESTINATION_CLASSES))
  })

  it('rights and roles', () => {
    const shown = rows(page('access'), /^`[a-z]+\.[a-z]+`$/).map(([name = '', what]) => [
      name.replaceAll('`', ''),
      what,
    ])
    expect(shown).toEqual(Object.entries(RIGHTS))
    const roles = rows(page('access'), /^[a-z]+$/).map(([name]) => name)
    expect(roles.filter(name => name !== 'role' && name !== 'right')).toEqual(Object.keys(ROLES))
  })

  it('exit codes', () => {
    const expected = Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning])
    expect(rows(page('cli'), /^\d+$/)).toEqual(expected)
  })

  it('numbers of the built-in network', () => {
    const shown = rows(page('providers'), /^\d\d$/).map(([digits]) => digits)
    expect(shown.sort()).toEqual(LOOPBACK_OUTCOMES.map(({ digits }) => digits).sort())
  })

  it('commands', () => {
    const source = [
      'faxbridge',
      'document-commands',
      'upkeep',
      'archive-commands',
      'inbox-commands',
      'import-commands',
      'manual-commands',
      'access-commands',
    ]
      .map(name => read(`src/cli/${name}.ts`))
      .join('\n')
    const named = (call: RegExp) => [...source.matchAll(call)].map(([, name = '']) => name)
    const sub = [...source.matchAll(/\b([a-z]+)Sub\(\s*'([a-z-]+)/g)].map(([, group, name]) => ({
      group,
      name,
    }))
    const groups = new Set(sub.map(({ group }) => group))
    const commands = [
      ...named(/\bcommand\(\s*'([a-z-]+)/g).filter(name => !groups.has(name)),
      ...sub.map(({ group, name }) => `${group} ${name}`),
    ]
    const shown = rows(page('cli'), /^`/).map(([cell = '']) => /^`([a-z -]*[a-z])/.exec(cell)?.[1])
    expect(shown.sort()).toEqual(commands.sort())
  })
})

/** The anchors that a page has: its headings as GitHub and scripts/write-site name them. */
function anchorsOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('links and file names in the documentation', () => {
  it.each(everything)('%s: every link leads to a file', name => {
    for (const [, target = ''] of read(name).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(existsSync(new URL(target, new URL(name, root))), target).toBe(true)
    }
  })

  it.each(everything)('%s: every link to a heading leads to one', name => {
    for (const [, target = '', anchor = ''] of read(name).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)) {
      const file = target === '' ? new URL(name, root) : new URL(target, new URL(name, root))
      expect(anchorsOf(readFileSync(file, 'utf8')), `${target}#${anchor}`).toContain(anchor)
    }
  })

  it('docs/flow.md names only files that are there', () => {
    for (const [, file = ''] of page('flow').matchAll(/`([a-z0-9/-]+\.ts)`/g)) {
      expect(existsSync(new URL(`src/${file}`, root)), file).toBe(true)
    }
  })
})
