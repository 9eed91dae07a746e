import { describe, expect, it } from 'vitest'
import { retentionRules, sweepOnce } from '../../src/archive/retention.ts'
import type { EpochMs, InboundFaxId } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { holdOfSubscriber } from '../../src/fax/legal-hold.ts'
import { actOnInbox } from '../../src/inbound/inbox.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, configWith, type House, OFFICE, onlyFax } from '../inbound/house.ts'
import {
  aDocument,
  aJob,
  aLine,
  aMail,
  anAcceptance,
  aSubmission,
  at,
  faxId,
  mailId,
  subId,
} from '../store/rows.ts'

const DAY = 86_400_000
const signal = new AbortController().signal
const store = (house: House) => house.deps.store as House['store']
const sweep = (house: House) => sweepOnce({ ...house.deps, store: store(house) }, { withMails: true }, signal)
const wait = (house: House, ms: number) => house.clock.advance(ms)

/** A subscriber with zero retention, one with two days, and one with what is usual. */
const THREE = `
hostname: fax.example.com
smtp: { mailDomains: [fax.local], listeners: [{ name: relay, listen: "127.0.0.1:2525" }] }
relay: { url: "smtp://127.0.0.1:25", from: "Fax <fax@fax.local>" }
providers: { demo: { type: loopback } }
routes: [{ prefix: "+", provider: demo }]
subscribers:
  - { id: office, active: true, numbers: ["${OFFICE}"], country: US, received: [{ mail: office@example.com }], keep_sent_days: 0, keep_received_days: 0 }
  - { id: sales, active: true, numbers: ["+15555550100"], country: US, keep_sent_days: 2, keep_received_days: 2 }
  - { id: usual, active: true, numbers: ["+15555550101"], country: US }
`

async function put(house: House, text: string): Promise<string> {
  const writer = house.deps.spool.begin()
  await writer.write(Buffer.from(text))
  return writer.commit()
}

const end = (house: House, n: number, fields: Partial<FaxJob> = {}) =>
  store(house).change(faxId(n), job => ({
    job: { ...job, state: 'delivered', endedAt: house.clock.now(), documentId: aDocument(n).id, ...fields },
    tasks: [],
    history: aLine('ended'),
    newJob: null,
  }))

/** A fax that is delivered, with pages and a report that the relay has taken. */
async function sent(house: House, n: number, subscriberId: string): Promise<void> {
  const receivedAt = house.clock.now()
  const submission = aSubmission(n, { raw: await put(house, `mail ${n}`), subscriberId, receivedAt })
  await store(house).accept(anAcceptance(n, { submission, jobs: [aJob(n, { subscriberId })], tasks: [] }))
  const pages = { tiff: await put(house, `pages ${n}`), preview: await put(house, `picture ${n}`) }
  await store(house).addDocument({ ...aDocument(n), ...pages })
  await end(house, n)
}

async function reported(house: House, n: number): Promise<void> {
  const mail = aMail(n, { subjectId: faxId(n), raw: await put(house, `report ${n}`) })
  await store(house).addMail(mail, [], aLine('reportWritten'))
}
const relayed = async (house: House, n: number) => {
  const mail = await store(house).mail(mailId(n))
  if (mail === null) throw new Error('no mail')
  await store(house).endMail({ ...mail, state: 'sent', sentAt: house.clock.now() }, [], aLine('relayed'))
}
const isKept = async (house: House, n: number) => (await store(house).submission(subId(n)))?.raw !== ''

describe('retention of sent faxes', () => {
  it('each subscriber has its own; those without one have the usual', () => {
    const now = at(100 * DAY)
    const { sent: rules, received } = retentionRules(configWith('', THREE), now)
    expect(rules).toMatchObject([
      { subscribers: ['office'], others: false, before: now },
      { subscribers: ['sales'], others: false, before: now - 2 * DAY },
      { subscribers: ['office', 'sales'], others: true, before: now - 7 * DAY },
    ])
    expect(received.at(-1)).toMatchObject({ others: true, before: now - 30 * DAY })
  })

  it('zero: nothing before the report is out; then everything, at once', async () => {
    const house = await aHouse(configWith('', THREE))
    await sent(house, 1, 'office')
    await reported(house, 1)
    await sweep(house)
    expect(await isKept(house, 1)).toBe(true)
    await relayed(house, 1)
    await sweep(house)
    expect(await isKept(house, 1)).toBe(false)
    expect(house.blobs.size).toBe(0)
    expect((await store(house).history(faxId(1))).at(-1)?.type).toBe('forgotten')
    expect(await sweep(house)).toBe(0)
  })

  it('waits for faxes that are open, for reports to be written, and for nobody else', async () => {
    const house = await aHouse(configWith('', THREE))
    await sent(house, 1, 'office')
    await end(house, 1, { state: 'sending', endedAt: null })
    await sweep(house)
    expect(await isKept(house, 1)).toBe(true)
    await store(house).change(faxId(1), job => ({
      job: { ...job, state: 'failed', endedAt: house.clock.now() },
      tasks: [{ kind: 'report', subjectId: faxId(1), runAt: house.clock.now() }],
      history: aLine('ended'),
      newJob: null,
    }))
    await sweep(house)
    expect(await isKept(house, 1)).toBe(true)
    const [task] = await store(house).claimTasks({
      ...{ room: { report: 1 }, owner: 'me', now: house.clock.now() },
      leaseUntil: at(1e9),
    })
    await store(house).finishTask(task?.id ?? ('' as never), 'me')
    await sweep(house)
    expect(await isKept(house, 1)).toBe(false)
  })

  it('days count from the end of the last fax of the mail, and those of others are left alone', async () => {
    const house = await aHouse(configWith('', THREE))
    for (const [n, who] of [
      [1, 'sales'],
      [2, 'usual'],
      [3, 'gone-from-the-configuration'],
    ] as const)
      await sent(house, n, who)
    await wait(house, 2 * DAY - 1)
    await sweep(house)
    expect(await Promise.all([1, 2, 3].map(n => isKept(house, n)))).toEqual([true, true, true])
    await wait(house, 1)
    await sweep(house)
    expect(await Promise.all([1, 2, 3].map(n => isKept(house, n)))).toEqual([false, true, true])
    await wait(house, 5 * DAY)
    await sweep(house)
    expect(await Promise.all([2, 3].map(n => isKept(house, n)))).toEqual([false, false])
    expect(house.blobs.size).toBe(0)
  })

  it('a report that comes after that, such as a correction, goes as soon as it has been sent', async () => {
    const house = await aHouse(configWith('', THREE))
    await sent(house, 1, 'office')
    await sweep(house)
    await reported(house, 1)
    await sweep(house)
    expect(house.blobs.size).toBe(1)
    await relayed(house, 1)
    await sweep(house)
    expect(house.blobs.size).toBe(0)
    expect((await store(house).mail(mailId(1)))?.raw).toBe('')
  })

  it('alarms and notices go after the usual days', async () => {
    const house = await aHouse(configWith('', THREE))
    const createdAt = house.clock.now()
    await store(house).addMail(
      aMail(9, { subjectId: 'alarm:x', raw: await put(house, 'alarm'), createdAt }),
      [],
      aLine('x'),
    )
    await relayed(house, 9)
    await wait(house, 7 * DAY - 1)
    await sweep(house)
    expect(house.blobs.size).toBe(1)
    await wait(house, 1)
    await sweep(house)
    expect(house.blobs.size).toBe(0)
  })

  it('bytes that cannot be erased keep no others', async () => {
    const house = await aHouse(configWith('', THREE))
    await sent(house, 1, 'office')
    const { remove } = house.deps.spool
    let tries = 0
    house.deps.spool.remove = async ref => {
      if (++tries === 1) throw new Error('the disk')
      return remove(ref)
    }
    await expect(sweep(house)).rejects.toThrow('the disk')
    expect(tries).toBe(3)
    expect(house.blobs.size).toBe(1)
  })
})

async function received(config = configWith('', THREE)): Promise<House> {
  const house = await aHouse(config)
  house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.from('II*\0one') })
  await seeAll(house.deps, 'demo', [aListing(1)])
  return house
}

describe('retention of received faxes', () => {
  it('zero: all is there until the last delivery is done; then only hash and history', async () => {
    const house = await received()
    house.relay.answer = () => {
      throw Object.assign(new Error('down'), { code: 'X' })
    }
    await house.run().catch(() => {})
    await sweep(house)
    expect((await onlyFax(house)).raw).not.toBeNull()
    house.relay.answer = () => {}
    await wait(house, 3_600_000)
    await house.run()
    expect((await onlyFax(house)).state).toBe('acknowledged')
    await sweep(house)
    const fax = await onlyFax(house)
    expect(fax).toMatchObject({
      state: 'acknowledged',
      raw: null,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(house.blobs.size).toBe(0)
    expect((await store(house).history(fax.id)).at(-1)?.type).toBe('forgotten')
    // What is gone cannot be sent again, and it says so.
    await expect(actOnInbox(house.deps, fax.id, { type: 'redeliver', all: true }, 'ann')).rejects.toThrow(
      /deleted/,
    )
  })

  it('days count from the last delivery: one that is sent again is kept as long again', async () => {
    const house = await received(configWith('inbound: { keepDays: 3 }'))
    await house.run()
    await wait(house, 2 * DAY)
    await actOnInbox(house.deps, (await onlyFax(house)).id, { type: 'redeliver', all: true }, 'ann')
    await house.run()
    await wait(house, 2 * DAY)
    await sweep(house)
    expect((await onlyFax(house)).raw).not.toBeNull()
    await wait(house, DAY)
    await sweep(house)
    expect((await onlyFax(house)).raw).toBeNull()
    expect(house.blobs.size).toBe(0)
  })

  it('what nobody got is kept at least as long as junk; what waits for a person, for ever', async () => {
    const filed = await received(
      configWith('inbound: { keepDays: 0, junkDays: 5, rules: [{ account: demo, drop: file }] }'),
    )
    await filed.run()
    expect((await onlyFax(filed)).state).toBe('filed')
    await wait(filed, 5 * DAY - 1)
    await sweep(filed)
    expect((await onlyFax(filed)).raw).not.toBeNull()
    await wait(filed, 1)
    await sweep(filed)
    expect((await onlyFax(filed)).raw).toBeNull()

    const nobodys = await aHouse(configWith('inbound: { keepDays: 0 }'))
    const calledNumber = '+15555559999' as never
    nobodys.shelf.faxes.push({ listing: aListing(1, { calledNumber }), bytes: Buffer.from('II*\0one') })
    await seeAll(nobodys.deps, 'demo', [aListing(1, { calledNumber })])
    for (const kind of ['fetch', 'route'] as const) {
      const tasks = await nobodys.store.claimTasks({
        ...{ room: { [kind]: 1 }, owner: 'me', now: nobodys.clock.now() },
        leaseUntil: at(1e12),
      })
      for (const task of tasks) await nobodys.steps[kind]?.(task, signal)
      for (const task of tasks) await nobodys.store.finishTask(task.id, 'me')
    }
    expect((await onlyFax(nobodys)).state).toBe('unrouted')
    await wait(nobodys, 1000 * DAY)
    await sweep(nobodys)
    expect((await onlyFax(nobodys)).raw).not.toBeNull()
  })

  it('a link must not outlive its fax', () => {
    const links = (keep: string) =>
      configWith(keep, THREE.replace('keep_sent_days: 0', 'received_mail: { content: link }'))
    expect(() => links('http: { publicUrl: "https://fax.example.com" }')).toThrow(/keep_received_days is 0/)
  })
})

describe('legal holds', () => {
  const hold = (subjectId: string) => ({
    ...{ id: 'lgh_1' as never, subjectId, reason: 'case 7', placedBy: 'ann', placedAt: at(0) },
    ...{ releaseReason: null, releasedBy: null, releasedAt: null },
  })

  it.each([subId(1), holdOfSubscriber('office')])(
    '%s: nothing is deleted until it is released',
    async subject => {
      const house = await aHouse(configWith('', THREE))
      await sent(house, 1, 'office')
      expect(await store(house).placeHold(hold(subject))).toBe(true)
      expect(await store(house).placeHold({ ...hold(subject), id: 'lgh_2' as never })).toBe(false)
      await sweep(house)
      expect(await store(house).forgetSubmission(subId(1), at(0))).toEqual([])
      expect(await isKept(house, 1)).toBe(true)
      expect(await store(house).releaseHold(subject, { by: 'bob', reason: 'over', at: at(5) })).toMatchObject(
        {
          releasedBy: 'bob',
        },
      )
      await sweep(house)
      expect(await isKept(house, 1)).toBe(false)
      expect(await store(house).legalHolds({ open: true })).toEqual([])
      expect(await store(house).legalHolds({ open: false })).toHaveLength(1)
      const types = (await store(house).history(faxId(1))).map(({ type }) => type)
      if (subject === subId(1))
        expect(types).toEqual(expect.arrayContaining(['legalHold', 'legalHoldReleased']))
    },
  )

  it('keep junk, too', async () => {
    const house = await received(
      configWith('inbound: { junkDays: 1, rules: [{ account: demo, drop: junk }] }'),
    )
    await house.run()
    const { id } = await onlyFax(house)
    await store(house).placeHold(hold(id))
    await wait(house, 3 * DAY)
    await house.run()
    expect((await onlyFax(house)).raw).not.toBeNull()
    await store(house).releaseHold(id, { by: 'bob', reason: 'over', at: house.clock.now() })
    await wait(house, DAY)
    await house.run()
    expect((await onlyFax(house)).raw).toBeNull()
    expect(house.blobs.size).toBe(0)
    expect(await store(house).forgetJunk(id as InboundFaxId, house.clock.now() as EpochMs)).toEqual([])
  })
})
