import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ParsedMail, simpleParser } from 'mailparser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configOrThrow, parseConfig } from '../../src/config/load.ts'
import type { Config, ConfigInput } from '../../src/config/schema.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { keySubject } from '../../src/fax/subscriber-key.ts'
import { listKeys, overdueKeys, rotateKey, showKey } from '../../src/outbound/key-operations.ts'
import { KeyRing } from '../../src/outbound/key-ring.ts'
import { lookAtKeys } from '../../src/outbound/renew-keys.ts'
import { replaceKey } from '../../src/outbound/replace-key.ts'
import { makeIds } from '../../src/runtime.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 10, 21, 6)
const fail = (error: unknown) => {
  throw error
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

let folder: string
let spool: Awaited<ReturnType<typeof openSpool>>
let store: Store
let clock: FakeClock
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-keys-'))
  clock = new FakeClock(START)
  const { ids, log } = testRuntime(clock)
  spool = await openSpool({ folder, ids, log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, START)
  store = storeOf(rowsOn(driver, makeIds(clock)))
})
afterEach(async () => {
  await store.close()
  await spool.close()
  rmSync(folder, { recursive: true, force: true })
})

type Input = Partial<ConfigInput['subscribers'][number]>

function configWith(subscriber: Input, relay: Partial<ConfigInput['relay']> = {}): Config {
  const input: ConfigInput = {
    hostname: 'fax.example.com',
    smtp: { mailDomains: ['fax.local'], listeners: [{ name: 'a', listen: '127.0.0.1:0' }] },
    relay: { url: 'smtp://127.0.0.1:25', from: 'Fax <fax@fax.local>', ...relay },
    providers: { demo: { type: 'loopback' } },
    routes: [{ prefix: '+', provider: 'demo' }],
    subscribers: [
      {
        id: 'sales',
        active: true,
        numbers: ['+15555550100'],
        country: 'US',
        secret_key: 'the-key-in-the-file',
        secret_renew_notify: [{ destination: 'ann@example.com' }, { destination: 'bob@example.com' }],
        ...subscriber,
      },
    ],
  }
  return configOrThrow(parseConfig(JSON.stringify(input), 'keys.yaml', {})).config
}

/** A daemon's keys on the one store; several make several daemons. */
function aHouse(
  subscriber: Input = { secret_key_renew: 'daily' },
  relay: Partial<ConfigInput['relay']> = {},
) {
  const config = { current: configWith(subscriber, relay) }
  const runtime = testRuntime(clock)
  const ring = new KeyRing({ store, config, runtime })
  return { store, spool, config, runtime, ring, kick: () => {} }
}

const noticesOf = async (): Promise<ParsedMail[]> => {
  const mails = await store.mailsOf(keySubject('sales'))
  const queued = mails.filter(mail => mail.state === 'queued')
  // Ids of the same instant have no order.
  queued.sort((a, b) => a.to.localeCompare(b.to))
  return Promise.all(
    queued.map(async mail => simpleParser(Buffer.from(await spool.readRange(mail.raw, 0, mail.size)))),
  )
}
const KEY = /\b(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}\b/
const keyIn = (mail: ParsedMail | undefined) => KEY.exec(mail?.text ?? '')?.[0] ?? ''

describe('renewal', () => {
  it('makes a key when it is due, mails it to each address by itself, and keeps only its digest', async () => {
    const house = aHouse()
    await lookAtKeys(house)
    await clock.advance(DAY - 1)
    await lookAtKeys(house)
    expect(house.ring.madeKey('sales')).toBeNull()
    await clock.advance(1)
    await lookAtKeys(house)
    const mails = await noticesOf()
    expect(mails.map(mail => (mail.to as { text: string }).text)).toEqual([
      'ann@example.com',
      'bob@example.com',
    ])
    const key = keyIn(mails[0])
    expect(key).toMatch(KEY)
    expect(keyIn(mails[1])).toBe(key)
    expect(mails[0]?.html).toContain(key)
    expect(house.ring.madeKey('sales')?.digest.toString('hex')).toBe(sha256(key))
    expect(mails[0]?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(mails[0]?.messageId).toMatch(/^<key-[0-9a-f]{24}@fax\.example\.com>$/)
    expect(mails[0]?.messageId).not.toBe(mails[1]?.messageId)
    const history = await store.history(keySubject('sales'))
    expect(history.map(({ type }) => type)).toEqual(['keySeen', 'keyReplaced'])
    expect(
      JSON.stringify([await store.keys(), history, await store.mailsOf(keySubject('sales'))]),
    ).not.toContain(key)
  })

  it('the old key works on for its grace, then no longer', async () => {
    const house = aHouse({ secret_key_renew: 'daily', secret_key_grace_hours: 2 })
    await lookAtKeys(house)
    await clock.advance(DAY)
    await lookAtKeys(house)
    const first = house.ring.madeKey('sales')
    const replacedAt = START + DAY
    expect(first?.previous).toEqual({ digest: null, replacedAt, until: replacedAt + 2 * HOUR })
    await clock.advance(DAY)
    await lookAtKeys(house)
    const second = house.ring.madeKey('sales')
    expect(second?.previous?.digest).toEqual(first?.digest)
    expect(second?.digest).not.toEqual(first?.digest)
  })

  it('with no grace the old one is void at once', async () => {
    const house = aHouse({ secret_key_renew: 'daily', secret_key_grace_hours: 0 })
    await lookAtKeys(house)
    await clock.advance(DAY)
    await lookAtKeys(house)
    expect(house.ring.madeKey('sales')).toMatchObject({ previous: null })
  })

  it('happens once, however many daemons look at the same time', async () => {
    const houses = [aHouse(), aHouse(), aHouse()]
    for (const house of houses) await lookAtKeys(house)
    await clock.advance(DAY)
    await Promise.all(houses.map(lookAtKeys))
    const mails = await noticesOf()
    expect(mails).toHaveLength(2)
    for (const house of houses) {
      await house.ring.load()
      expect(house.ring.madeKey('sales')?.digest.toString('hex')).toBe(sha256(keyIn(mails[0])))
    }
  })

  it('is made up for once when the daemon was away for days', async () => {
    const house = aHouse()
    await lookAtKeys(house)
    await clock.advance(10 * DAY)
    await lookAtKeys(aHouse())
    await lookAtKeys(house)
    expect(await noticesOf()).toHaveLength(2)
    expect(house.ring.of('sales')?.modifiedAt).toBe(START + 10 * DAY)
  })

  it('waits while the subscriber is switched off', async () => {
    const house = aHouse({ secret_key_renew: 'daily', active: false })
    await lookAtKeys(house)
    await clock.advance(2 * DAY)
    await lookAtKeys(house)
    expect(house.ring.madeKey('sales')).toBeNull()
  })

  it('writes notices in the language and time zone of the subscriber', async () => {
    const house = aHouse({ secret_key_renew: 'daily', language: 'de', time_zone: 'Europe/Berlin' })
    await lookAtKeys(house)
    await clock.advance(DAY)
    await lookAtKeys(house)
    const [mail] = await noticesOf()
    expect(mail?.subject).toBe('Neuer geheimer Schlüssel von sales')
    expect(mail?.text).toContain('22.11.2026, 07:00:00 Uhr')
  })
})

describe('a relay without TLS', () => {
  const open = { url: 'smtp://relay.example.com:25', tls: 'off' } as const

  it('gets no key: the present one stays, and the addresses are told once how to get a new one', async () => {
    const house = aHouse({ secret_key_renew: 'daily' }, open)
    await lookAtKeys(house)
    await clock.advance(DAY)
    await lookAtKeys(house)
    await lookAtKeys(aHouse({ secret_key_renew: 'daily' }, open))
    expect(house.ring.madeKey('sales')).toBeNull()
    const mails = await noticesOf()
    expect(mails).toHaveLength(2)
    expect(mails[0]?.text).toContain('faxbridge keys rotate sales')
    expect(mails[0]?.text).not.toMatch(KEY)
    expect(overdueKeys(house)).toBe(1)
  })

  it('rotating by hand is possible without --notify only', async () => {
    const house = aHouse({}, open)
    const request = { by: 'eve', notify: true, atOnce: false }
    await expect(rotateKey(house, 'sales', request)).rejects.toMatchObject({ code: 'E_BAD_REQUEST' })
    expect((await rotateKey(house, 'sales', { ...request, notify: false })).key).toMatch(KEY)
  })
})

describe('the key in the configuration', () => {
  it('counts again when it changes, and only then; its time is when it was first seen', async () => {
    const house = aHouse()
    await lookAtKeys(house)
    await clock.advance(DAY)
    await lookAtKeys(house)
    const made = house.ring.madeKey('sales')
    // A restart with the same file: the key that faxbridge made still counts.
    const restarted = aHouse()
    await restarted.ring.load()
    await restarted.ring.follow({ madeOnly: true })
    expect(restarted.ring.madeKey('sales')).toEqual(made)
    await clock.advance(HOUR)
    const edited = aHouse({ secret_key_renew: 'daily', secret_key: 'another-key' })
    await edited.ring.load()
    await edited.ring.follow({ madeOnly: true })
    expect(edited.ring.madeKey('sales')).toBeNull()
    expect(edited.ring.of('sales')).toMatchObject({ modifiedAt: START + DAY + HOUR, previous: null })
    const last = (await store.history(keySubject('sales'))).at(-1)
    expect(last).toMatchObject({ type: 'keyConfigured' })
  })

  it('is stored as a slow salted hash, never as a plain digest', async () => {
    await lookAtKeys(aHouse({}))
    const [key] = await store.keys()
    expect(key?.configured).toMatch(/^scrypt:16384:[0-9a-z]{26}:[0-9a-f]{64}$/)
    expect(JSON.stringify(key)).not.toContain(sha256('the-key-in-the-file'))
  })

  it('does not get younger when something else in the file changes', async () => {
    await lookAtKeys(aHouse({}))
    await clock.advance(HOUR)
    const house = aHouse({ secret_key_mode: 'strict', secret_key_renew: 'monthly' })
    await lookAtKeys(house)
    expect(house.ring.of('sales')?.modifiedAt).toBe(START)
  })
})

describe('rotating by hand', () => {
  it('gives the key once, and says in the history who did it', async () => {
    const house = aHouse({})
    const { key, view, mailedTo } = await rotateKey(house, 'sales', {
      by: 'eve',
      notify: false,
      atOnce: false,
    })
    expect(key).toMatch(KEY)
    expect(mailedTo).toEqual([])
    expect(view).toMatchObject({ source: 'faxbridge', fingerprint: sha256(key ?? '').slice(0, 8) })
    expect(view.oldKeyUntil).toBe(new Date(START + DAY + 1).toISOString())
    const shown = await showKey(house, 'sales')
    expect(shown.history.at(-1)?.text).toContain('by eve')
    expect(JSON.stringify([shown, listKeys(house)])).not.toContain(key)
    expect(await noticesOf()).toEqual([])
  })

  it('--notify mails it instead, --at-once voids the old one', async () => {
    const house = aHouse({})
    const rotated = await rotateKey(house, 'sales', { by: 'eve', notify: true, atOnce: true })
    expect(rotated).toMatchObject({ key: null, mailedTo: ['ann@example.com', 'bob@example.com'] })
    expect(rotated.view.oldKeyUntil).toBeNull()
    expect(await noticesOf()).toHaveLength(2)
    expect((await showKey(house, 'sales')).notices).toMatchObject([{ state: 'queued' }, { state: 'queued' }])
  })

  it('takes the place of a notice that still waits', async () => {
    const house = aHouse({})
    await rotateKey(house, 'sales', { by: 'eve', notify: true, atOnce: false })
    const [old] = await noticesOf()
    await rotateKey(house, 'sales', { by: 'eve', notify: true, atOnce: false })
    const mails = await noticesOf()
    expect(mails).toHaveLength(2)
    expect(mails.map(keyIn)).not.toContain(keyIn(old))
  })

  it.each([
    ['nobody', {}, 'E_NOT_FOUND'],
    ['sales', { secret_key: null, acl: [{}] }, 'E_BAD_REQUEST'],
  ])('of %s with %j: %s', async (id, subscriber, code) => {
    const house = aHouse(subscriber)
    await expect(rotateKey(house, id, { by: 'eve', notify: false, atOnce: false })).rejects.toMatchObject({
      code,
    })
  })

  it('two at the same time: one succeeds, the other is told', async () => {
    const house = aHouse({})
    await lookAtKeys(house)
    const before = house.ring.of('sales')
    const subscriber = house.config.current.subscribers[0]
    if (before === null || subscriber === undefined) throw new Error('no key')
    const once = () => replaceKey(house, subscriber, before, { by: 'eve', notify: [], graceMs: 0 })
    const results = await Promise.all([once(), once()])
    expect(results.filter(result => result !== null)).toHaveLength(1)
  })
})

it('the bytes of a notice are erased when it has gone', async () => {
  const house = aHouse({})
  await rotateKey(house, 'sales', { by: 'eve', notify: true, atOnce: true })
  const key = keyIn((await noticesOf())[0])
  const [sent, waiting] = await store.mailsOf(keySubject('sales'))
  if (sent === undefined || waiting === undefined) throw new Error('no mail')
  const history = { at: START as EpochMs, type: 'mailSent', text: '', detail: {} }
  await store.endMail({ ...sent, state: 'sent' }, [], history)
  await lookAtKeys(house)
  expect((await store.mail(sent.id))?.raw).toBe('')
  expect(Buffer.from(await spool.readRange(waiting.raw, 0, waiting.size)).toString()).toContain(key)
  await expect(spool.readRange(sent.raw, 0, sent.size)).rejects.toThrow()
})
