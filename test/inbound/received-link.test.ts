import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { addReceivedLinks } from '../../src/http/received-link.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, configWith, type House, OFFICE, onlyFax } from './house.ts'

const DAY = 86_400_000
const BYTES = Buffer.from('II*\0 the pages of the fax')
const servers: FastifyInstance[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

function config(keys: string, http = 'http: { publicUrl: "https://fax.example.com/" }') {
  return configWith(
    `
hostname: fax.example.com
smtp: { mailDomains: [fax.local], listeners: [{ name: relay, listen: "127.0.0.1:2525" }] }
relay: { url: "smtp://127.0.0.1:25", from: "Fax <fax@fax.local>" }
providers: { demo: { type: loopback } }
routes: [{ prefix: "+", provider: demo }]
subscribers:
  - id: office
    active: true
    numbers: ["${OFFICE}"]
    country: US
    received: [{ mail: office@example.com }]
    received_mail: { ${keys} }
${http}
`,
    '',
  )
}

/** The mails of faxes that came in. */
async function mailed(keys: string, documents: readonly Buffer[], http?: string) {
  const house = await aHouse(config(keys, http))
  documents.forEach((bytes, n) => void house.shelf.faxes.push({ listing: aListing(n + 1), bytes }))
  await seeAll(
    house.deps,
    'demo',
    house.shelf.faxes.map(({ listing }) => listing),
  )
  await house.run()
  return house
}

/** A fax that came in and whose mail has gone out, and the pages of the daemon. */
async function received(
  keys: string,
  http?: string,
): Promise<House & { mail: string; web: FastifyInstance }> {
  const house = await mailed(keys, [BYTES], http)
  const web = Fastify({ logger: false })
  addReceivedLinks(web, house.deps)
  servers.push(web)
  return { ...house, mail: house.relay.mails[0]?.text ?? '', web }
}

const pathIn = (mail: string) =>
  /https:\/\/fax\.example\.com(\/received\/[0-9a-z]{56})/.exec(mail.replace(/=\r\n/g, ''))?.[1] ?? 'none'
const history = async ({ store }: House, type: string) =>
  (await store.history((await onlyFax({ store } as House)).id)).filter(entry => entry.type === type)

describe('a mail without the fax', () => {
  it('has a link, and neither the pages nor a picture', async () => {
    const { mail } = await received('content: link')
    expect(pathIn(mail)).toMatch(/^\/received\//)
    expect(mail).not.toContain(BYTES.toString('base64'))
    expect(mail).not.toMatch(/image\/|attachment/)
  })

  it('is what a fax that is too large gets; a smaller one is attached', async () => {
    const big = Buffer.alloc(100_001, 7)
    const house = await mailed('max_bytes: 100000', [big, BYTES])
    const texts = house.relay.mails.map(({ text }) => text)
    expect(texts.filter(text => pathIn(text) !== 'none')).toHaveLength(1)
    expect(texts.filter(text => text.includes(BYTES.toString('base64')))).toHaveLength(1)
  })
})

describe('the link', () => {
  it('shows a page with a button and nothing of the fax, however often; that is not written down', async () => {
    const house = await received('content: link')
    for (let i = 0; i < 3; i++) {
      const page = await house.web.inject({ url: pathIn(house.mail) })
      expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(page.body).toContain('<form method="post">')
      expect(page.body).not.toMatch(/4930|office/)
    }
    expect(await history(house, 'linkOpened')).toEqual([])
  })

  it('gives the fax when the button is pressed, and that stands in the history', async () => {
    const house = await received('content: link')
    const file = await house.web.inject({ method: 'POST', url: pathIn(house.mail) })
    expect(file.rawPayload.equals(BYTES)).toBe(true)
    expect(file.headers).toMatchObject({
      'content-type': 'image/tiff',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="fax-2026-11-2.*493012345678\.tif"$/,
      ),
      'cache-control': 'no-store',
    })
    const [line] = await history(house, 'linkOpened')
    expect(line?.text).toBe('Opened by the link of office@example.com, from 127.0.0.1.')
  })

  it('ends', async () => {
    const house = await received('content: link, link_days: 2')
    await house.clock.advance(2 * DAY)
    expect((await house.web.inject({ url: pathIn(house.mail) })).statusCode).toBe(200)
    await house.clock.advance(DAY)
    expect((await house.web.inject({ url: pathIn(house.mail) })).statusCode).toBe(404)
    expect((await house.web.inject({ method: 'POST', url: pathIn(house.mail) })).statusCode).toBe(404)
  })

  it('cannot be made by others, nor lengthened', async () => {
    const house = await received('content: link')
    const path = pathIn(house.mail)
    const at = '/received/'.length
    const wrong = [
      `${path.slice(0, -1)}${path.endsWith('0') ? '1' : '0'}`,
      `${path.slice(0, at + 26)}zzzz${path.slice(at + 30)}`,
      '/received/x',
      `/received/${'0'.repeat(56)}`,
    ]
    for (const url of wrong) expect((await house.web.inject({ method: 'POST', url })).statusCode).toBe(404)
    expect(await history(house, 'linkOpened')).toEqual([])
  })
})

describe('what the mail shows', () => {
  it('a conversation of the caller, and a name of the operator’s', async () => {
    const { mail } = await received('thread_by_caller: true, file_name: "{called}-{pages}"', '')
    expect(mail).toMatch(/^References: <caller-[0-9a-f]{24}@fax\.example\.com>\r$/m)
    expect(mail).toContain('filename="15555551212-1.tif"')
  })

  it('by itself no thread, no List- fields, and generated by a machine', async () => {
    const { mail } = await received('picture: true', '')
    expect(mail).not.toMatch(/^(?:References|In-Reply-To|List-\w+):/m)
    expect(mail).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    expect(mail).toMatch(/^From: .*<fax@fax\.local>\r$/m)
  })
})

it('a link needs an address', () => {
  expect(() => config('content: link', '')).toThrow('received_mail.content: a link needs an address')
  expect(() => config('max_bytes: 100000', '')).toThrow('received_mail.max_bytes')
})
