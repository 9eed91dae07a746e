import { describe, expect, it } from 'vitest'
import type { InboundListing } from '../../src/fax/inbound-fax.ts'
import { makeAnswers } from '../../src/inbound/answers.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { idToken } from '../../src/mail/id-token.ts'
import { aHouse, aListing, configWith, OFFICE, onlyFax } from './house.ts'

const DAY = 86_400_000
/** As in house.ts. */
const KEY = 'a-key-of-the-tests'
const HOUSE = `
hostname: fax.example.com
smtp: { mailDomains: [fax.local], listeners: [{ name: relay, listen: "127.0.0.1:2525" }] }
relay: { url: "smtp://127.0.0.1:25", from: "Fax <fax@fax.local>" }
providers: { demo: { type: loopback } }
routes: [{ prefix: "+", provider: demo }]
`
const ON = 'received_mail: { answer_by_fax: true, answer_days: 3 }'

/** `of`: more keys of the subscriber; `more`: of the whole. */
const configOf = (of: string, more = '') => {
  const office = `{ id: office, active: true, numbers: ["${OFFICE}"], country: US, received: [{ mail: office@example.com }]`
  const rest = of === '' ? '' : `, ${of}`
  return configWith(more, `${HOUSE}subscribers:\n  - ${office}${rest} }\n`)
}

async function received(of = ON, fields: Partial<InboundListing> = {}, more = '') {
  const house = await aHouse(configOf(of, more))
  house.shelf.faxes.push({ listing: aListing(1, fields), bytes: Buffer.from('II*\0one') })
  await seeAll(
    house.deps,
    'demo',
    house.shelf.faxes.map(({ listing }) => listing),
  )
  await house.run()
  const text = house.relay.mails[0]?.text.replace(/\r\n /g, ' ') ?? ''
  const replyTo = /^Reply-To: (.*)$/m.exec(text)?.[1]?.trim() ?? null
  const token = /answer\+([0-9a-z]{56})@fax\.local/.exec(replyTo ?? '')?.[1] ?? ''
  return { house, text, replyTo, token, desk: makeAnswers(house.deps) }
}

describe('the mail of a received fax', () => {
  it('has an address that answers by fax, and says so', async () => {
    const { replyTo, text, token } = await received()
    expect(replyTo).toBe(`"Fax to +49 30 12345678" <answer+${token}@fax.local>`)
    expect(text.replace(/=\r\n/g, '')).toMatch(
      /If you answer this mail until .*, your answer goes as a fax to \+49 30 12345678/,
    )
  })

  it.each([
    ['the subscriber does not want it', '', {}],
    ['the number is withheld', ON, { callerNumber: null }],
    ['a word stands in its place', ON, { callerNumber: 'anonymous' }],
    ['the number cannot be one', ON, { callerNumber: '+1' }],
    ['the number is closed', ON, { callerNumber: '+19005551234' }],
  ])('has none where %s', async (_, more, fields) => {
    const { replyTo, text } = await received(more, fields)
    expect(replyTo).toBeNull()
    expect(text).not.toMatch(/answer\+|as a fax to/)
  })

  it('does not tell the number where nothing of the fax may be seen', async () => {
    const { replyTo, text } = await received(
      'report_minimal: true, received_mail: { content: link, answer_by_fax: true }',
      {},
      'http: { publicUrl: "https://fax.example.com" }\n',
    )
    expect(replyTo).toMatch(/^<answer\+[0-9a-z]{56}@fax\.local>$/)
    expect(text).not.toMatch(/12345678/)
    expect(text.replace(/=\r\n/g, '')).toMatch(/your answer goes as a fax to the caller/)
  })
})

describe('an address that answers', () => {
  it('stands for the caller, for the subscriber who received the fax', async () => {
    const { house, desk, token } = await received()
    const { id } = await onlyFax(house)
    expect(await desk.find(token)).toEqual({
      id,
      subscriberId: 'office',
      number: '+493012345678',
      marks: [],
    })
  })

  it('is not known when one character is another, or for another purpose', async () => {
    const { house, desk, token } = await received()
    expect(await desk.find(token.replace(/.$/, last => (last === '0' ? '1' : '0')))).toBeNull()
    const { id } = await onlyFax(house)
    const times = { now: house.clock.now(), days: 3 }
    const of = { id, holder: ['office', '+493012345678'] }
    expect(await desk.find(idToken(KEY, { ...of, purpose: 'answer' }, times))).not.toBeNull()
    expect(await desk.find(idToken(KEY, { ...of, purpose: 'received' }, times))).toBeNull()
    expect(await desk.find(idToken('another key', { ...of, purpose: 'answer' }, times))).toBeNull()
  })

  it('holds its days and not a day longer', async () => {
    const { house, desk, token } = await received()
    await house.clock.advance(3 * DAY)
    expect(await desk.find(token)).not.toBeNull()
    await house.clock.advance(DAY)
    expect(await desk.find(token)).toBeNull()
  })

  it('holds no more when it is switched off, or the fax is somebody else’s', async () => {
    const { house, desk, token } = await received()
    const [office] = house.live.current.subscribers
    if (office === undefined) throw new Error('no subscriber')
    house.live.current = { ...house.live.current, subscribers: [{ ...office, country: 'DE' }] }
    expect(await desk.find(token)).not.toBeNull()
    house.live.current = configOf('')
    expect(await desk.find(token)).toBeNull()
    house.live.current = { ...configOf(ON), subscribers: [{ ...office, id: 'other' }] }
    expect(await desk.find(token)).toBeNull()
  })
})
