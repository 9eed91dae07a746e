import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { makeLiveConfig } from '../../src/config/live-config.ts'
import { loadConfig, parseConfig, problemLine } from '../../src/config/load.ts'
import type { Config } from '../../src/config/schema.ts'
import { silentLogger } from '../../src/runtime.ts'

const here = new URL('./', import.meta.url).pathname
const good = readFileSync(join(here, 'good.yaml'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'faxbridge-config-'))
const file = join(folder, 'faxbridge.yaml')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => writeFileSync(file, good, { mode: 0o600 }))

function loaded(text: string, env = {}): Config {
  const result = parseConfig(text, file, env)
  if (!result.ok) throw new Error(result.problems.map(problemLine).join('\n'))
  return result.config
}
const problems = (text: string, env = {}) => {
  const result = parseConfig(text, file, env)
  return result.ok ? [] : result.problems.map(problem => problem.text)
}
const warnings = (text: string) => {
  const result = parseConfig(text, file, {})
  return result.ok ? result.warnings.map(problemLine) : ['not valid']
}

describe('a broken configuration', () => {
  const folderOfBad = join(here, 'bad')
  it.each(readdirSync(folderOfBad))('%s: says where, what and what to write', name => {
    const text = readFileSync(join(folderOfBad, name), 'utf8')
    const expected = [...text.matchAll(/^# EXPECT (.*)$/gm)].map(([, line]) => line)
    const result = loadConfig(join(folderOfBad, name), {})
    const found = result.ok
      ? []
      : result.problems.map(problemLine).join('\n').replaceAll(`${folderOfBad}/`, '').split('\n')
    expect(found).toEqual(expected)
    expect(expected.length).toBeGreaterThan(0)
  })

  it('a file that is not there says how to name one', () => {
    const result = loadConfig(join(folder, 'nowhere.yaml'), {})
    expect(result).toMatchObject({ ok: false, problems: [{ text: expect.stringContaining('--config') }] })
  })
})

describe('a good configuration', () => {
  it('has its defaults, absolute paths, and is frozen to the bottom', () => {
    const config = loaded(good)
    expect(config.dataDir).toBe(join(folder, 'data'))
    expect(config.smtp.limits.messageBytes).toBe(37_748_736)
    expect(config.subscribers[0]?.acl[0]?.destination).toBe(null)
    expect(() => Object.assign(config.smtp.limits, { recipients: 1 })).toThrow(TypeError)
    expect(() => (config.routes as unknown[]).push({})).toThrow(TypeError)
  })

  it('takes a group whose keys are all commented out as the defaults', () => {
    expect(loaded(`${good}documents:\n  #pages: 7\nsending:\n`).documents.pages).toBe(200)
  })
})

describe('secrets', () => {
  const withKey = (secret: string) => `${good}    secret_key: ${secret}\n`

  it('come as text, from a file without its line end, or from the environment', () => {
    writeFileSync(join(folder, 'key'), 'from-file\n', { mode: 0o600 })
    expect(loaded(withKey('plain')).subscribers[0]?.secret_key).toBe('plain')
    expect(loaded(withKey('{ file: key }')).subscribers[0]?.secret_key).toBe('from-file')
    expect(loaded(withKey('{ env: KEY }'), { KEY: 'from-env' }).subscribers[0]?.secret_key).toBe('from-env')
  })

  it('are refused from a file that others can read, without being shown', () => {
    writeFileSync(join(folder, 'key'), 'from-file\n')
    chmodSync(join(folder, 'key'), 0o640)
    const [text] = problems(withKey('{ file: key }'))
    expect(text).toContain('chmod 600')
    expect(text).not.toContain('from-file')
  })

  it.each([
    ['', 'is empty'],
    ['a\nb\n', 'more than one line'],
  ])('are refused from a file with %j', (content, why) => {
    rmSync(join(folder, 'key'), { force: true })
    writeFileSync(join(folder, 'key'), content, { mode: 0o600 })
    expect(problems(withKey('{ file: key }'))).toEqual([expect.stringContaining(why)])
  })

  it('in the configuration itself are warned of when others can read it', () => {
    expect(warnings(withKey('plain'))).toEqual([])
    chmodSync(file, 0o644)
    expect(warnings(withKey('plain'))).toEqual([expect.stringContaining('chmod 600')])
  })
})

describe('warnings', () => {
  const withEntry = (entry: string) => good.replace(/ {4}acl:.*\n/, `    acl: [${entry}]\n`)

  it('none for what is often meant: any sender of a network, any number', () => {
    expect(warnings(withEntry('{ received_from: 10.0.0.0/8 }'))).toEqual([])
    expect(warnings(withEntry('{ kind: regex, received_from: "10[.].*", destination: ".*" }'))).toEqual([])
  })

  it.each([
    [good.replace(/ {4}acl:.*\n/, ''), 'nobody can send'],
    [`${good}    allow_unproven_from: true\n`, 'anyone who knows an address'],
    [withEntry('{}'), 'every mail from everywhere'],
    [withEntry('{ kind: regex, from_email: ".*", received_from: 10.0.0.0/8 }'), 'fits every value'],
    [withEntry('{ kind: glob, from_email: "a@b.test", received_from: "*" }'), 'fits every value'],
    [withEntry('{ from_email: "a@b.test", received_from: 0.0.0.0/0 }'), 'fits every value'],
    [withEntry('{ from_email: "*@b.test", received_from: 10.0.0.1 }'), 'write kind: glob'],
    [withEntry('{ kind: regex, received_from: "10[.].*", destination: "[+]43.*" }'), 'without plus'],
    [withEntry('{ kind: glob, received_from: 10.0.0.0/8 }'), 'needs kind: exact'],
    [withEntry('{ from_email: "a@b.test", needs: [peer, key] }'), 'nobody can send by this entry'],
    [withEntry('{ from_email: "a@b.test", needs: [relay] }'), 'no relay is believed'],
    [good.replace('smtp:', 'smtp:\n  trustedRelays: ["0.0.0.0/0"]'), 'everybody is trusted'],
    [good.replace('2525" }', '2525", clientCa: ca.pem }'), 'nobody shows a certificate'],
    [`${good}    certificates: [mfp2.lan]\n`, 'no listener asks'],
    [good.replace('2525" }', '2525", insecureAuth: true }'), 'in clear'],
  ])('%#', (text, what) => {
    expect(warnings(text)).toEqual([expect.stringContaining(what)])
  })
})

describe('reload', () => {
  it('takes what can change, and names what needs a restart', () => {
    const live = makeLiveConfig(file, {}, silentLogger)
    writeFileSync(
      file,
      good.replace('[fax.local]', '[fax.local, fax2.local]').replace('fax.example.com', 'other.example.com'),
    )
    expect(live.reload()).toEqual({ ok: true, problems: [], restart: ['hostname'] })
    expect(live.current.smtp.mailDomains).toEqual(['fax.local', 'fax2.local'])
    expect(live.current.hostname).toBe('fax.example.com')
  })

  it('keeps the old configuration when the file is broken', () => {
    const live = makeLiveConfig(file, {}, silentLogger)
    const before = live.current
    writeFileSync(file, 'hostname: [')
    expect(live.reload().ok).toBe(false)
    expect(live.current).toBe(before)
  })

  it('refuses a route to a provider that only a restart can open', () => {
    const live = makeLiveConfig(file, {}, silentLogger)
    writeFileSync(file, good.replace('demo:', 'second:').replace('provider: demo', 'provider: second'))
    expect(live.reload()).toMatchObject({ ok: false, problems: [expect.stringContaining('restart')] })
    expect(live.current.routes[0]?.provider).toBe('demo')
  })

  it('renews certificates but not addresses', () => {
    writeFileSync(file, good.replace('2525" }', '2525", tls: starttls, cert: a.pem, key: a.key }'))
    const live = makeLiveConfig(file, {}, silentLogger)
    writeFileSync(file, good.replace('2525" }', '2599", tls: starttls, cert: b.pem, key: b.key }'))
    expect(live.reload().restart).toEqual(['smtp.listeners'])
    expect(live.current.smtp.listeners[0]).toMatchObject({
      listen: '127.0.0.1:2525',
      cert: join(folder, 'b.pem'),
    })
  })
})
