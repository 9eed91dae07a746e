import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.ts'
import { checkData, checkDatabase, checkOffice } from '../../src/doctor/check-data.ts'
import { checkDns, type Names } from '../../src/doctor/check-dns.ts'
import { checkDisk, checkPermissions } from '../../src/doctor/check-files.ts'
import { checkLimits, checkSandbox } from '../../src/doctor/check-machine.ts'
import { checkBackup, checkDaemon, checkProviders, checkRelays } from '../../src/doctor/check-outside.ts'
import { checkTls } from '../../src/doctor/check-tls.ts'
import { type Check, examine, type Finding, fine } from '../../src/doctor/doctor.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { lookAtDatabase } from '../../src/store/look-at-database.ts'
import { configWith } from '../inbound/house.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-doctor-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Certificates of these tests hold from now on. */
const now = (Date.now() + 60_000) as EpochMs
const DAY = 86_400_000
const all = async (check: Check): Promise<readonly Finding[]> => examine([check])
const short = (found: readonly Finding[]) => found.map(({ state, what }) => `${state} ${what}`)
const withListener = (config: Config, fields: object): Config => ({
  ...config,
  smtp: {
    ...config.smtp,
    listeners: config.smtp.listeners.map(listener => ({ ...listener, ...fields })),
  },
})

describe('the doctor', () => {
  it('goes on when one check fails, and says that it could not look', async () => {
    const broken: Check = {
      area: 'dns',
      run: async () => {
        throw new Error('boom')
      },
    }
    const good: Check = { area: 'disk', run: async () => [fine('disk', 'x', 'y')] }
    expect(await examine([broken, good])).toMatchObject([
      { area: 'dns', state: 'unknown', text: expect.stringContaining('boom') },
      { area: 'disk', state: 'ok' },
    ])
  })

  it('has a fix for everything that is wrong or doubtful', async () => {
    const config = { ...configWith(), dataDir: join(folder, 'nowhere') }
    const nothing = async () => {
      throw new Error('no')
    }
    const found = await examine([
      checkPermissions({ config, configFile: join(folder, 'none.yaml'), uid: 0 }),
      checkDisk({ ...config, dataDir: folder }, async () => ({ bytes: 0, files: 9 })),
      checkSandbox(nothing),
      checkLimits(config, async () => ({ uid: 0, limits: 'Max open files  256  256 files', memoryBytes: 1 })),
      checkTls(withListener(config, { cert: '/no', key: '/no' }), now),
      checkDns(config, { addresses: async () => [], text: async () => [] }),
      checkRelays([{ url: 'smtp://x', verify: nothing }]),
      checkProviders(config, nothing),
      checkDaemon(async () => null),
      checkBackup(async () => null, now),
    ])
    expect(found.length).toBeGreaterThan(10)
    expect(found.filter(({ state }) => state === 'ok')).toEqual([])
    for (const { fix, what } of found) expect(fix ?? '', what).toMatch(/\w{2,}.*\w{3,}/)
    // Whatever has no fix in its call does not compile; here every area has said something.
    expect(new Set(found.map(({ area }) => area))).toEqual(
      new Set([
        'permissions',
        'disk',
        'sandbox',
        'limits',
        'tls',
        'dns',
        'relay',
        'providers',
        'daemon',
        'backup',
      ]),
    )
  })
})

describe('permissions', () => {
  it('of the data directory and of keys: who can read them', async () => {
    const dataDir = join(folder, 'data')
    const key = join(folder, 'key.pem')
    const configFile = join(folder, 'faxbridge.yaml')
    mkdirSync(dataDir, { mode: 0o700 })
    for (const file of [key, configFile]) writeFileSync(file, 'x', { mode: 0o600 })
    const config = { ...withListener(configWith(), { cert: 'c.pem', key }), dataDir }
    const check = () => all(checkPermissions({ config, configFile, uid: 1000 }))
    expect(short(await check())).toEqual([`ok ${dataDir}`, `ok ${configFile}`, `ok ${key}`])
    chmodSync(dataDir, 0o755)
    chmodSync(key, 0o640)
    chmodSync(configFile, 0o644)
    expect((await check()).map(({ state, fix }) => `${state}: ${fix}`)).toEqual([
      `wrong: chmod 700 ${dataDir}`,
      `wrong: chmod 640 ${configFile}`,
      `wrong: chmod 600 ${key}`,
    ])
  })
})

describe('what lies in the data directory', () => {
  const at = Date.now()

  it('was written before now', async () => {
    mkdirSync(join(folder, 'spool'))
    const file = join(folder, 'spool', 'a')
    writeFileSync(file, 'x')
    expect(await all(checkData(folder, at + 1000))).toMatchObject([{ area: 'clock', state: 'ok' }])
    utimesSync(file, at / 1000 + 3600, at / 1000 + 3600)
    expect(await all(checkData(folder, at))).toMatchObject([
      {
        area: 'clock',
        state: 'wrong',
        text: expect.stringContaining(file),
        fix: expect.stringMatching(/timedatectl/),
      },
    ])
    expect(await all(checkData(join(folder, 'none'), at))).toEqual([])
  })

  it.runIf(process.getuid?.() === 0)('belongs to one user: a command run as root is found', async () => {
    writeFileSync(join(folder, 'faxbridge.db'), 'x')
    chownSync(folder, 65_534, 65_534)
    expect((await all(checkData(folder, at + 1000)))[0]).toMatchObject({
      state: 'wrong',
      text: expect.stringContaining('faxbridge.db'),
      fix: `chown -R --reference=${folder} ${folder}`,
    })
  })

  it('has a database that is whole, is not there yet, or is told with what to do', async () => {
    const file = join(folder, 'faxbridge.db')
    const look = { file, uid: process.getuid?.() ?? -1, running: async () => false, open: () => {} }
    const found = async (more: object) =>
      (await all(checkDatabase({ ...look, mayStart: async () => {}, ...more })))[0]
    expect(await found({})).toMatchObject({ state: 'ok', text: expect.stringContaining('not there yet') })
    writeFileSync(file, 'this is no database, and long enough to be one'.repeat(200))
    expect(await found({ open: () => lookAtDatabase(file) })).toMatchObject({
      state: 'wrong',
      text: expect.stringContaining('damaged'),
      fix: expect.stringContaining('restore a backup'),
    })
    rmSync(file)
    const db = new Database(file)
    db.exec('create table fax (n)')
    db.close()
    expect(await found({ open: () => lookAtDatabase(file) })).toMatchObject({
      state: 'ok',
      text: 'It is whole.',
    })
    expect(await found({ uid: -2 })).toMatchObject({ state: 'warning', fix: expect.stringContaining('sudo') })
    expect(await found({ running: async () => true })).toMatchObject({ state: 'ok' })
    const mayStart = () => Promise.reject(new Error('A restore was broken off'))
    expect(await found({ mayStart })).toMatchObject({ state: 'wrong', text: 'A restore was broken off' })
  })

  it('LibreOffice is missed only where it is wanted', async () => {
    const found = async (wanted: string, program: string | null, elsewhere = false) =>
      short(await all(checkOffice(wanted, elsewhere, async () => program)))
    expect(await found('auto', '/usr/lib/libreoffice/program/soffice.bin')).toEqual(['ok LibreOffice'])
    expect(await found('auto', null)).toEqual(['warning LibreOffice'])
    expect(await found('off', null)).toEqual([])
    expect(await found('auto', null, true)).toEqual([])
    const broken = checkOffice('/opt/x', false, () => Promise.reject(new Error('there is none')))
    expect(short(await all(broken))).toEqual(['wrong LibreOffice'])
  })
})

describe('the disk', () => {
  const state = async (bytes: number, files = 1e6) =>
    (await all(checkDisk(configWith(), async () => ({ bytes, files }))))[0]?.state

  it('is judged by room and by files', async () => {
    expect(await state(1e12)).toBe('ok')
    expect(await state(900 * 1024 * 1024)).toBe('warning')
    expect(await state(1000)).toBe('wrong')
    expect(await state(1e12, 100)).toBe('wrong')
  })
})

describe('certificates', () => {
  const make = (name: string, days: number, host = 'fax.example.com') => {
    const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key]
        .concat(['-out', cert, '-days', String(days), '-subj', `/CN=${host}`])
        .concat(['-addext', `subjectAltName=DNS:${host}`]),
      { stdio: 'ignore' },
    )
    return { key, cert }
  }
  const look = async (files: object, at = now) =>
    (await all(checkTls(withListener(configWith(), files), at)))[0]

  it('are read, belong to their key, last and name us', async () => {
    const good = make('good', 100)
    const other = make('other', 100, 'elsewhere.example.com')
    expect(await look(good)).toMatchObject({ state: 'ok' })
    expect(await look({ cert: good.cert, key: other.key })).toMatchObject({
      state: 'wrong',
      text: expect.stringContaining('is not the key'),
    })
    expect(await look(other)).toMatchObject({ state: 'warning', text: expect.stringContaining('not name') })
    expect(await look(good, (now + 90 * DAY) as EpochMs)).toMatchObject({ state: 'warning' })
    expect(await look(good, (now + 101 * DAY) as EpochMs)).toMatchObject({
      state: 'wrong',
      fix: 'Renew it, then: faxbridge reload',
    })
    const { http, ...rest } = configWith()
    const admin = { ...http.admin, tls: other, publicUrl: 'https://elsewhere.example.com' }
    const [found] = await all(checkTls({ ...rest, http: { ...http, admin } }, now))
    expect(found).toMatchObject({ what: 'http.admin', state: 'ok' })
    expect(await look({ cert: '/nowhere', key: '/nowhere' })).toMatchObject({ state: 'wrong' })
  })

  it('of the HTTP addresses, of authorities and of providers are looked at, and so are their keys', async () => {
    const good = make('http', 100)
    const client = make('client', 10)
    const base = configWith()
    const config = {
      ...base,
      http: { ...base.http, tls: good, admin: { ...base.http.admin, tls: { ...good, key: client.key } } },
      relay: { ...base.relay, caFile: join(folder, 'none.pem') },
      providers: { ngcp: { ...base.providers['demo'], clientCert: client.cert, clientKey: client.key } },
    } as unknown as Config
    const found = await all(checkTls(config, now))
    expect(short(found)).toEqual([
      'ok http',
      'wrong http.admin',
      expect.stringContaining('wrong authority of smtp'),
      'warning provider ngcp',
    ])
    const keys = await all(checkPermissions({ config, configFile: good.cert, uid: 1000 }))
    expect(keys.map(({ text }) => text).join()).toMatch(
      /key of http\b.*key of http\.admin.*client key of ngcp/,
    )
  })
})

describe('names', () => {
  const code = (value: string) => Object.assign(new Error(value), { code: value })
  const names = (fields: Partial<Names>): Names => ({
    addresses: async () => ['192.0.2.1'],
    text: async () => ['v=DKIM1; k=rsa; p=MIIB'],
    ...fields,
  })
  const config: Config = {
    ...configWith(),
    relay: {
      ...configWith().relay,
      url: 'smtp://relay.example.com',
      dkim: [{ domain: 'example.com', selector: 'fax', keyFile: '/k' }],
    },
  }

  it('that are not there, that nobody answers for, and keys that are revoked, are told apart', async () => {
    const states = async (fields: Partial<Names>) =>
      (await all(checkDns(config, names(fields)))).map(({ state }) => state)
    expect(await states({})).toEqual(['ok', 'ok', 'ok'])
    expect(await states({ addresses: () => Promise.reject(code('ENOTFOUND')) })).toEqual([
      'warning',
      'wrong',
      'ok',
    ])
    expect(await states({ addresses: () => Promise.reject(code('ETIMEOUT')) })).toEqual([
      'warning',
      'wrong',
      'ok',
    ])
    expect(await states({ text: async () => ['v=DKIM1; p='] })).toEqual(['ok', 'ok', 'wrong'])
    expect(await states({ text: () => Promise.reject(code('ENODATA')) })).toEqual(['ok', 'ok', 'wrong'])
  })
})

describe('those outside', () => {
  it('relays and accounts: what they say, without sending anything', async () => {
    const relays = [
      { url: 'smtp://good', verify: async () => {} },
      { url: 'smtp://bad', verify: () => Promise.reject(new Error('535 no')) },
    ]
    expect(short(await all(checkRelays(relays)))).toEqual(['ok smtp://good', 'wrong smtp://bad'])
    const lines = [
      { ok: true, what: 'credentials', text: 'fine' },
      { ok: false, what: 'number', text: 'not ours' },
    ]
    expect(await all(checkProviders(configWith(), async () => lines))).toMatchObject([
      { state: 'ok' },
      { state: 'wrong', text: 'number: not ours', fix: expect.stringContaining('providers test demo') },
    ])
    expect(short(await all(checkProviders(configWith(), async () => null)))).toEqual(['ok demo'])
  })

  it('a daemon that runs tells its alarms too', async () => {
    const alarms = [{ severity: 'critical', name: 'relay-down', title: 'T', todo: ['do', 'this'] }]
    const says = { ready: false, reasons: ['the queue stands still'], alarms }
    expect(await all(checkDaemon(async () => says))).toMatchObject([
      { state: 'wrong', text: 'It takes no mail: the queue stands still.' },
      { area: 'alarms', state: 'wrong', what: 'relay-down', fix: 'do this' },
    ])
  })

  it('a backup is wanted, and not too old', async () => {
    const state = async (last: number | null) => (await all(checkBackup(async () => last, now)))[0]?.state
    expect([await state(now - DAY), await state(now - 8 * DAY), await state(null)]).toEqual([
      'ok',
      'warning',
      'warning',
    ])
  })
})

describe('the machine', () => {
  it('sandbox, open files, memory and user', async () => {
    const limits = 'Max open files            65536                65536                files'
    const config = configWith()
    const facts = async () => ({ uid: 1000, limits, memoryBytes: 64e9 })
    expect(short(await all(checkLimits(config, facts)))).toEqual(['ok open files', 'ok memory'])
    const few = async () => ({ uid: 0, limits: limits.replaceAll('65536', '1024'), memoryBytes: 1e9 })
    expect(short(await all(checkLimits(config, few)))).toEqual([
      'warning open files',
      'warning memory',
      'warning user',
    ])
    const none = { kind: 'none', about: 'WITHOUT' }
    expect(short(await all(checkSandbox(async () => none)))).toEqual(['warning documents.sandbox'])
  })
})
