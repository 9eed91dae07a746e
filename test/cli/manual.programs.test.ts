import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listKeys } from '../../src/config/json-schema.ts'

const root = new URL('../../', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'faxbridge-manual-'))
const written = new Map<string, string>()
const run = promisify(execFile)

/** What packages install: written by the program itself. */
const WANTED = {
  'faxbridge.1': ['manual', 'faxbridge.1', '--date', '2026-11-21'],
  'faxbridge.yaml.5': ['manual', 'faxbridge.yaml.5', '--date', '2026-11-21'],
  bash: ['completion', 'bash'],
  zsh: ['completion', 'zsh'],
} as const

beforeAll(async () => {
  for (const [name, args] of Object.entries(WANTED)) {
    const { stdout } = await run('node', ['--import', 'tsx', 'src/cli/faxbridge.ts', ...args], { cwd: root })
    written.set(name, stdout)
    writeFileSync(join(folder, name), stdout)
  }
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As people see it: one space between words, hyphens whole. */
function shown(name: string): string {
  const text = execFileSync('mandoc', ['-T', 'utf8', '-O', 'width=900', join(folder, name)], {
    encoding: 'utf8',
  })
  return text.replace(/.\u0008/g, '').replace(/\s+/g, ' ')
}

describe('manual pages', () => {
  it.each(['faxbridge.1', 'faxbridge.yaml.5'])('%s: nothing for mandoc and groff to complain about', name => {
    expect(
      execFileSync('mandoc', ['-T', 'lint', '-W', 'warning', join(folder, name)], { encoding: 'utf8' }),
    ).toBe('')
    const groff = ['-man', '-ww', '-Tutf8', '-rLL=200n', join(folder, name)]
    const { stderr } = JSON.parse(
      execFileSync('node', [
        '-e',
        `const { stderr } = require('child_process').spawnSync('groff', ${JSON.stringify(groff)}, { encoding: 'utf8' }); console.log(JSON.stringify({ stderr }))`,
      ]).toString(),
    )
    expect(stderr).toBe('')
  })

  it('faxbridge(1) has every command of the documentation, each with its options', () => {
    const text = shown('faxbridge.1')
    const rows = readFileSync(join(root, 'docs/cli.md'), 'utf8').matchAll(
      /^\| `([a-z-]+(?: [a-z-]+)*)([^|]*)/gm,
    )
    const commands = [...rows].map(([, path = '', rest = '']) => ({ path, rest }))
    expect(commands.length).toBeGreaterThan(30)
    for (const { path, rest } of commands) {
      const words = path.split(' ')
      expect(
        words.some((_, i) =>
          written.get('faxbridge.1')?.includes(
            `.SS "${words
              .slice(0, i + 1)
              .join(' ')
              .replaceAll('-', '\\-')}`,
          ),
        ),
        path,
      ).toBe(true)
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(text, `${path} ${option}`).toContain(option)
    }
    expect(text).toContain('78 The configuration is not valid')
    expect(text).toContain('FAXBRIDGE_CONFIG')
  })

  it('faxbridge.yaml(5) has every key of the schema', () => {
    const text = written.get('faxbridge.yaml.5') ?? ''
    const keys = listKeys().map(({ key }) => key)
    expect(keys.length).toBeGreaterThan(300)
    for (const key of keys) expect(text, key).toContain(`.B "${key}"`)
    for (const vendor of ['opentext', 'openfax', 'faxplus', 'ngcp', 'ucx'])
      expect(text, vendor).toContain(`.SS "providers.*, type: ${vendor}"`)
  })
})

describe('completion in bash', () => {
  /** What TAB offers behind these words; the last one is being typed. */
  function offered(...words: readonly string[]): string[] {
    const script = `source ${join(folder, 'bash')}; cd ${folder}; COMP_WORDS=(faxbridge "$@"); COMP_CWORD=$#; _faxbridge; printf '%s\\n' "\${COMPREPLY[@]}"`
    const out = execFileSync('bash', ['--norc', '-c', script, 'bash', ...words], { encoding: 'utf8' })
    return out.split('\n').filter(line => line !== '')
  }

  it('offers commands, commands of groups, options', () => {
    expect(offered('')).toEqual(expect.arrayContaining(['serve', 'inbox', 'completion']))
    expect(offered('re')).toEqual(expect.arrayContaining(['reload', 'release', 'render']))
    expect(offered('inbox', 're')).toEqual(['redeliver', 'reroute', 'release'])
    expect(offered('inbox', 'show', '--').sort()).toEqual(['--config', '--help', '--json', '--no-picture'])
    expect(offered('keys', 'rotate', 'sales', '--at')).toEqual(['--at-once'])
    expect(offered('nonsense', '--x')).toEqual([])
  })

  it('offers files and folders where one is wanted, and nothing where only a person knows', () => {
    expect(offered('check-config', '--config', 'faxbridge.y')).toEqual(['faxbridge.yaml.5'])
    expect(offered('render', 'faxbridge.1')).toEqual(['faxbridge.1'])
    expect(offered('backup', 'faxbridge.y')).toEqual([])
    expect(offered('list', '--search', '')).toEqual([])
    expect(offered('show', '')).toEqual([])
  })
})

describe('completion in zsh', () => {
  it('is a script without mistakes', () => {
    execFileSync('zsh', ['-n', join(folder, 'zsh')])
  })

  it('completes commands, commands of groups, options and files', () => {
    const cases = {
      'faxbridge check-c': 'faxbridge check-config',
      'faxbridge inbox redel': 'faxbridge inbox redeliver',
      'faxbridge keys rotate sales --at': 'faxbridge keys rotate sales --at-once',
      'faxbridge check-config --config faxbridge.y': 'faxbridge check-config --config faxbridge.yaml.5',
    }
    const script = new URL('press-tab.py', import.meta.url).pathname
    const out = execFileSync('python3', [script, join(folder, 'zsh'), folder], {
      input: Object.keys(cases).join('\n'),
      encoding: 'utf8',
    })
    expect(out.trim().split('\n')).toEqual(Object.values(cases))
  })
})
