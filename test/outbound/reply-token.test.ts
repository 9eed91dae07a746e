import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EpochMs, FaxJobId } from '../../src/fax/id.ts'
import { isGenuine, makeToken, namedFax, openReplyKey } from '../../src/outbound/reply-token.ts'
import { makeIds } from '../../src/runtime.ts'
import { replyToken } from '../../src/smtp/reply-address.ts'
import { FakeClock } from '../fakes/clock.ts'

const ids = makeIds(new FakeClock())
const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 21, 6) as EpochMs
const KEY = 'a-key'
const ID = ids.next('fax')
const ANN = { subscriberId: 'sales', sender: 'ann@example.com' }
const token = makeToken(KEY, ID, ANN, { now: NOW, days: 14 })

describe('a token', () => {
  it('names its fax until its last day is over', () => {
    expect(namedFax(token, NOW)).toBe(ID)
    expect(namedFax(token, (Date.UTC(2026, 11, 6) - 1) as EpochMs)).toBe(ID)
    expect(namedFax(token, Date.UTC(2026, 11, 6) as EpochMs)).toBeNull()
  })

  it('is genuine only with our key, for its sender and its subscriber', () => {
    expect(isGenuine(KEY, token, ANN)).toBe(true)
    expect(isGenuine(KEY, token, { ...ANN, sender: 'Ann@Example.com' })).toBe(true)
    expect(isGenuine('another', token, ANN)).toBe(false)
    expect(isGenuine(KEY, token, { ...ANN, sender: 'bob@example.com' })).toBe(false)
    expect(isGenuine(KEY, token, { ...ANN, subscriberId: 'hr' })).toBe(false)
  })

  it('with any other character is none', () => {
    fc.assert(
      fc.property(fc.nat(55), fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), (at, character) => {
        if (token[at] === character) return
        const forged = `${token.slice(0, at)}${character}${token.slice(at + 1)}`
        expect(isGenuine(KEY, forged, ANN)).toBe(false)
      }),
    )
    for (const text of ['', 'x', `${token}0`, token.toUpperCase()]) {
      expect([namedFax(text, NOW), isGenuine(KEY, text, ANN)]).toEqual([null, false])
    }
  })

  it('is what the listener takes for one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), day => {
        const made = makeToken(KEY, ids.next('fax') as FaxJobId, ANN, {
          now: (day * DAY) as EpochMs,
          days: 7,
        })
        expect(replyToken({ localPart: `fax+${made}`, domain: 'fax.local' }, ['fax.local'])).toBe(made)
      }),
    )
  })
})

describe('the key of the installation', () => {
  it('is made once, is long, and is for its owner alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'faxbridge-key-'))
    try {
      const key = openReplyKey(folder, ids)
      expect(key).toMatch(/^[0-9a-z]{32}$/)
      expect(openReplyKey(folder, ids)).toBe(key)
      expect(statSync(join(folder, 'reply-key')).mode & 0o777).toBe(0o600)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
