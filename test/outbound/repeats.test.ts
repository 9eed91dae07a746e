import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeMailScanner } from '../../src/documents/mail/scan.ts'
import type { AcceptedMail } from '../../src/fax/accepted-mail.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import { Intake } from '../../src/outbound/accept.ts'
import { MailDigests } from '../../src/outbound/mail-identity.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Accepted, Store } from '../../src/store/store.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aFaxJob } from '../fakes/fax-job.ts'
import { houseConfig } from '../smtp/house.ts'

const fail = (error: unknown) => {
  throw error
}
const MINUTE = 60_000
const MAIL = [
  'Date: Sat, 21 Nov 2026 06:00:00 +0000',
  'From: ann@example.com',
  'Message-ID: <1@example.com>',
  '',
  'Please call me back.',
]
const ONE = '+15555551212'
const TWO = '+15555551213'

let folder: string
let clock: FakeClock
let store: Store
let closers: (() => Promise<void>)[]
let open: (repeatMinutes?: number) => Intake

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-repeats-'))
  clock = new FakeClock()
  const runtime = testRuntime(clock)
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, clock.now())
  store = storeOf(rowsOn(driver, runtime.ids))
  closers = [() => store.close(), () => spool.close()]
  open = (repeatMinutes = 0) => {
    const config = houseConfig()
    const current = { ...config, smtp: { ...config.smtp, repeatMinutes } }
    return new Intake({ store, spool, config: { current }, runtime, kick: () => {} })
  }
})
afterEach(async () => {
  for (const close of closers) await close()
  rmSync(folder, { recursive: true, force: true })
})

interface Sending {
  readonly lines?: readonly string[]
  readonly to?: readonly string[]
  readonly peer?: string
}

async function send(
  intake: Intake,
  { lines = MAIL, to = [ONE], peer = '192.0.2.1' }: Sending = {},
): Promise<Accepted> {
  const mail = intake.begin('strict')
  await mail.write(Buffer.from(`${lines.join('\r\n')}\r\n`))
  await mail.end()
  const recipients = to.map(number => ({ ...aFaxJob().recipient, number: number as FaxNumber }))
  const accepted: AcceptedMail = {
    subscriberId: 'sales',
    listener: 'test',
    peerAddress: peer,
    peerName: 'client.example.com',
    authUser: null,
    evidence: 'peer',
    reversePath: 'ann@example.com',
    from: 'ann@example.com',
    dsn: { envelopeId: null, ret: null },
    subject: 'Hello',
    recipients,
    refused: [],
    keyDigest: null,
    oldKey: null,
  }
  return mail.commit(accepted)
}

const numbers = async () => (await store.list({ limit: 100 })).map(({ job }) => job.recipient.number).sort()

/** A mail whose session broke off: the client may not have seen our 250. */
async function sendAndLose(intake: Intake, sending: Sending = {}): Promise<Accepted> {
  const accepted = await send(intake, sending)
  intake.lost(accepted.submissionId)
  return accepted
}

describe('a mail that comes again because our 250 was lost', () => {
  const onTheWay = ['Received: from a by b; Sat, 21 Nov 2026 06:05:00 +0000', 'X-Spam: no', ...MAIL]

  it.each([
    ['the same bytes from the same server', {}],
    ['from another server', { peer: '192.0.2.77' }],
    ['with what a server on the way has added', { lines: onTheWay, peer: '192.0.2.77' }],
    ['with another Date', { lines: ['Date: Sat, 21 Nov 2026 09:00:00 +0000', ...MAIL.slice(1)] }],
  ])('%s: is the earlier one, and the history says so', async (_, again) => {
    const intake = open()
    const first = await sendAndLose(intake)
    await clock.advance(4 * 24 * 60 * MINUTE)
    expect(await send(intake, again)).toEqual({ submissionId: first.submissionId, repeat: true, earlier: [] })
    expect(await numbers()).toEqual([ONE])
    const [job] = await store.jobsOf(first.submissionId)
    const history = await store.history(job?.id ?? '')
    expect(history.at(-1)).toMatchObject({
      type: 'repeated',
      text: expect.stringMatching(/came again from 192/),
    })
  })

  it('is known after a restart', async () => {
    const first = await send(open())
    expect(await send(open())).toMatchObject({ submissionId: first.submissionId, repeat: true })
  })

  it('is faxed to the recipients alone that are new', async () => {
    const intake = open()
    await sendAndLose(intake, { to: [ONE] })
    const second = await send(intake, { to: [ONE, TWO] })
    expect(second.repeat).toBe(false)
    expect((await store.jobsOf(second.submissionId)).map(job => job.recipient.number)).toEqual([TWO])
    // The client has seen that 250: now the same again is a new fax to both.
    intake.confirm(second.submissionId)
    const third = await send(intake, { to: [ONE, TWO] })
    expect(await store.jobsOf(third.submissionId)).toHaveLength(2)
  })

  it('is another one when anything that is faxed is another', async () => {
    const intake = open()
    await sendAndLose(intake)
    expect((await send(intake, { lines: [...MAIL, 'P.S.'] })).repeat).toBe(false)
    const other = MAIL.map(line => line.replace('<1@', '<2@'))
    expect((await send(intake, { lines: other })).repeat).toBe(false)
  })

  it('without Message-ID is known by its bytes and its way alone', async () => {
    const lines = MAIL.filter(line => !line.startsWith('Message-ID'))
    const intake = open()
    await sendAndLose(intake, { lines })
    expect((await sendAndLose(intake, { lines, peer: '192.0.2.77' })).repeat).toBe(false)
    expect((await sendAndLose(intake, { lines: ['X: y', ...lines] })).repeat).toBe(false)
    expect((await sendAndLose(intake, { lines })).repeat).toBe(true)
  })

  it('is a new fax when five days have passed', async () => {
    const intake = open()
    await sendAndLose(intake)
    await clock.advance(5 * 24 * 60 * MINUTE)
    expect((await send(intake)).repeat).toBe(false)
  })
})

describe('a mail that is sent again on purpose', () => {
  it('an hour later is a new fax: the client had seen our 250', async () => {
    const intake = open()
    const first = await send(intake)
    intake.confirm(first.submissionId)
    await clock.advance(60 * MINUTE)
    expect((await send(intake)).repeat).toBe(false)
    expect(await numbers()).toEqual([ONE, ONE])
  })

  it('over two sessions at the same time makes two faxes', async () => {
    const intake = open()
    const both = await Promise.all([send(intake), send(intake)])
    expect(both.map(entry => entry.repeat)).toEqual([false, false])
  })

  it('within repeatMinutes is the same mail, unless its fax has failed or it has no Message-ID', async () => {
    const intake = open(30)
    const first = await send(intake)
    intake.confirm(first.submissionId)
    await clock.advance(29 * MINUTE)
    expect(await send(intake)).toMatchObject({ submissionId: first.submissionId, repeat: true })
    await clock.advance(1 * MINUTE)
    expect((await send(intake)).repeat).toBe(false)
    const lines = MAIL.filter(line => !line.startsWith('Message-ID'))
    for (const _ of [1, 2]) {
      const bare = await send(intake, { lines })
      intake.confirm(bare.submissionId)
      expect(bare.repeat).toBe(false)
    }
  })
})

describe('the digest of what follows the header', () => {
  it('is the same however the mail was cut into pieces', () => {
    const header = fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }), {
      maxLength: 5,
    })
    const limits = houseConfig().smtp.limits
    fc.assert(
      fc.property(header, fc.string(), fc.array(fc.nat(200), { maxLength: 8 }), (names, body, cuts) => {
        const head = names.map(name => `X-A: ${name.trim()}\r\n`).join('')
        const text = `${body.replace(/[\r\n\0]/g, '')}\r\n`
        const bytes = Buffer.from(`From: a@b.c\r\n${head}\r\n${text}`)
        const scanner = makeMailScanner({ ...limits, lineEndings: 'strict' })
        const digests = new MailDigests()
        const places = [
          0,
          ...cuts.map(cut => Math.min(cut, bytes.length)).sort((a, b) => a - b),
          bytes.length,
        ]
        for (const [i, from] of places.entries()) {
          const piece = bytes.subarray(from, places[i + 1] ?? bytes.length)
          scanner.write(piece)
          digests.write(piece, scanner.bodyFrom)
        }
        const sha = (part: Buffer | string) => createHash('sha256').update(part).digest('hex')
        expect(digests.end()).toEqual({ whole: sha(bytes), body: sha(text) })
      }),
    )
  })
})
