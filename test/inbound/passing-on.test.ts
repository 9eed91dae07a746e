import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import type { InboundListing } from '../../src/fax/inbound-fax.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, configWith, type House, onlyFax } from './house.ts'

const BYTES = Buffer.from('II*\0the pages')
const FAX = 'shelf: { type: fax, to: "+493099887766"'

async function arrived(destination: string, fields: Partial<InboundListing> = {}) {
  const config = configWith(`inbound:
  destinations: { ${destination} } }
operator: { mail: boss@example.com }
`)
  const house = await aHouse({
    ...config,
    subscribers: config.subscribers.map(one => ({ ...one, received: [], received_to: ['shelf'] })),
  })
  // As the renderer does with pages that have whole lines; profile S is another file.
  Object.assign(house.deps, {
    renderer: {
      received: async ({ path }: { path: string }) => ({
        files: { tiff: path, 'tiff-s': path },
        previewPath: null,
        pageCount: 1,
        yDpi: 98,
        notes: [],
      }),
    },
  })
  await came(house, 1, fields)
  return house
}
async function came(house: House, n: number, fields: Partial<InboundListing> = {}) {
  house.shelf.faxes.push({ listing: aListing(n, fields), bytes: BYTES })
  await seeAll(house.deps, 'demo', [aListing(n, fields)])
}
const deliveries = async (house: House) => house.store.deliveriesOf((await onlyFax(house)).id)
const jobs = async (house: House) => (await house.store.list({ limit: 99 })).map(({ job }) => job)
const kinds = async (house: House) =>
  (await house.store.history((await onlyFax(house)).id)).map(({ type }) => type)

describe('a fax that is sent on as a new one', () => {
  it('has the very pages, in their density, for the subscriber who received it, and is acknowledged', async () => {
    const house = await arrived(FAX)
    expect(await house.run()).toEqual([])
    const [job, ...more] = await jobs(house)
    expect(more).toEqual([])
    expect(job).toMatchObject({
      subscriberId: 'office',
      state: 'accepted',
      recipient: {
        number: '+493099887766',
        options: { resolution: 'standard', cover: 'none', text: 'none' },
      },
    })
    const submission = await house.store.submission(job?.submissionId as never)
    expect(submission).toMatchObject({ from: 'boss@example.com', evidence: 'auth', listener: '(forward)' })
    const mail = house.blobs.get(submission?.raw ?? '')?.toString() ?? ''
    expect(mail).toContain(BYTES.toString('base64'))
    expect(await deliveries(house)).toMatchObject([{ state: 'done', place: 'shelf' }])
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged' })
    expect(await kinds(house)).toContain('forwarded')
  })

  it('is one fax, however often the step is done again', async () => {
    const house = await arrived(FAX)
    const [carry] = [house.steps['carry']]
    if (carry === undefined) throw new Error('no step')
    // As if it had ended each time before it could write that it is done: the delivery still waits.
    const { endDelivery } = house.store
    Object.assign(house.deps.store, { endDelivery: async () => {} })
    await house.run()
    const [delivery] = await deliveries(house)
    for (let n = 0; n < 3; n++) {
      await house.clock.advance(7 * 86_400_000)
      await carry({ subjectId: delivery?.id, attempts: n + 2 } as never, new AbortController().signal)
    }
    expect(await jobs(house)).toHaveLength(1)
    Object.assign(house.deps.store, { endDelivery })
    await carry({ subjectId: delivery?.id, attempts: 5 } as never, new AbortController().signal)
    expect(await jobs(house)).toHaveLength(1)
    expect(await deliveries(house)).toMatchObject([{ state: 'done' }])
  })

  it.each([
    ['to its caller', { callerNumber: '4930 99887766' }, FAX],
    ['to where it was received', { calledNumber: '+493099887766' as never }, `${FAX}, subscriber: office`],
  ])('is never sent back %s', async (_, fields, destination) => {
    const house = await arrived(destination, fields)
    if ('calledNumber' in fields) {
      house.live.current = {
        ...house.live.current,
        inbound: { ...house.live.current.inbound, catchAll: ['shelf'] },
      }
      await house.clock.advance(3_600_000)
    }
    const failures = await house.run()
    expect(failures.join()).toMatch(/round in a circle/)
    expect(await jobs(house)).toEqual([])
    expect(await deliveries(house)).toMatchObject([{ state: 'waiting' }])
  })

  it('does not go where its subscriber may not fax, and says so', async () => {
    const house = await arrived('shelf: { type: fax, to: "+19005551234"')
    expect((await house.run()).join()).toMatch(/Subscriber office may not fax to \+19005551234/)
    expect(await jobs(house)).toEqual([])
  })

  it('comes to an end where two machines send to each other', async () => {
    const house = await arrived(`${FAX}, mostPerHour: 2`)
    await house.run()
    for (let n = 2; n <= 4; n++) await came(house, n)
    expect((await house.run()).join()).toMatch(/has sent 2 faxes on within the hour/)
    expect(await jobs(house)).toHaveLength(2)
    await house.clock.advance(3_700_000)
    await house.run()
    expect(await jobs(house)).toHaveLength(4)
  })
})

describe('a mail to an Internet fax machine', () => {
  let house: House
  const MACHINE = 'shelf: { type: internet-fax, to: "FAX=+493099887766@mfp.example.com", confirm: printing'
  beforeEach(async () => {
    house = await arrived(MACHINE)
    house.live.current = {
      ...house.live.current,
      relay: { ...house.live.current.relay, bounces: 'fax.local' },
    }
  })

  it('is one part, a TIFF, from us, with a return path that we read; the fax is acknowledged when the relay has it', async () => {
    expect(await house.run()).toEqual([])
    const [mail] = house.relay.mails
    expect(mail?.to).toBe('FAX=+493099887766@mfp.example.com')
    const header = mail?.text.slice(0, mail.text.indexOf('\r\n\r\n')) ?? ''
    expect(header).toMatch(/^Content-Type: image\/tiff; application=faxbw; name="dlv_\w+\.tif"$/m)
    expect(header).toMatch(/^MIME-Version: 1\.0$/m)
    expect(header).toMatch(/^Message-ID: <dlv-\w+@fax\.example\.com>$/m)
    expect(header).toContain(`Disposition-Notification-To: <${mail?.reversePath}>`)
    expect(mail?.reversePath).toMatch(/^bounce\+[0-9a-z]{56}@fax\.local$/)
    expect(Buffer.from(mail?.text.slice(header.length) ?? '', 'base64')).toEqual(BYTES)
    expect(await deliveries(house)).toMatchObject([{ state: 'done' }])
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged' })
  })

  it('is asked for twice at once, and neither takes away the pages of the other', async () => {
    Object.assign(house.deps, {
      renderer: {
        async received({ path }: { path: string }) {
          for (let n = 0; n < 20; n++) await new Promise(resolve => setImmediate(resolve))
          await readFile(path)
          return { files: { 'tiff-s': path }, previewPath: null, pageCount: 1, notes: [] }
        },
      },
    })
    await house.run()
    const [delivery] = await deliveries(house)
    await house.driver.run("update delivery set state = 'waiting' where id = $1", [delivery?.id ?? ''])
    const carry = () =>
      house.steps['carry']?.({ subjectId: delivery?.id, attempts: 1 } as never, new AbortController().signal)
    await Promise.all([carry(), carry(), carry()])
    expect(await deliveries(house)).toMatchObject([{ state: 'done' }])
    expect(house.relay.mails).toHaveLength(1)
  })

  it('waits with the relay, and is written once', async () => {
    house.relay.answer = () => {
      throw new Error('away')
    }
    const relaying = { ...house.live.current }
    await house.run().catch(() => {})
    expect(await deliveries(house)).toMatchObject([{ state: 'waiting' }])
    for (let n = 0; n < 5; n++) {
      await house.clock.advance(3_700_000)
      await house.run().catch(() => {})
    }
    expect(await house.store.mailsOf((await onlyFax(house)).id)).toHaveLength(1)
    expect((await onlyFax(house)).state).toBe('routed')
    house.live.current = relaying
    house.relay.answer = () => {}
    await house.clock.advance(3_700_000)
    expect(await house.run()).toEqual([])
    expect(house.relay.mails).toHaveLength(1)
    expect(await deliveries(house)).toMatchObject([{ state: 'done' }])
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged' })
  })
})
