import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import type { ReceivedRequest } from '../../src/documents/render/job.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, configWith, onlyFax } from './house.ts'

const BASE = `
hostname: fax.example.com
smtp: { mailDomains: [fax.local], listeners: [{ name: relay, listen: "127.0.0.1:2525" }] }
relay: { url: "smtp://127.0.0.1:25", from: "Fax <fax@fax.local>" }
providers: { demo: { type: loopback } }
routes: [{ prefix: "+", provider: demo }]
`
const subscriber = (more: string) =>
  `subscribers: [{ id: office, active: true, numbers: ["+15555551212"], country: US, received: [{ mail: office@example.com }], received_mail: ${more} }]\n`

/** A house whose renderer cuts every fax in three, where it is asked to. */
async function aHouseThatCuts(more = '{ max_bytes: 100000, too_large: split }') {
  const house = await aHouse(configWith(subscriber(more), BASE))
  const asked: (number | undefined)[] = []
  Object.assign(house.deps, {
    renderer: {
      async received({ path, maxBytes, outFolder }: ReceivedRequest) {
        asked.push(maxBytes)
        const pieces = [1, 2, 3].map(n => ({ path: join(outFolder, `p${n}`), from: 2 * n - 1, to: 2 * n }))
        for (const [i, piece] of pieces.entries()) await writeFile(piece.path, `pages of part ${i + 1}`)
        const cut = maxBytes === undefined ? {} : { pieces: { pdf: pieces } }
        return { files: { pdf: path }, previewPath: null, pageCount: 6, notes: [], ...cut }
      },
    },
  })
  house.shelf.faxes.push({ listing: aListing(1, { pageCount: 6 }), bytes: Buffer.alloc(200_000) })
  await seeAll(
    house.deps,
    'demo',
    house.shelf.faxes.map(({ listing }) => listing),
  )
  return { house, asked }
}

describe('a fax that is too large for one mail', () => {
  it('comes in several, which say which pages they have and stand together', async () => {
    const { house, asked } = await aHouseThatCuts()
    expect(await house.run()).toEqual([])
    expect(asked).toEqual([100_000])
    const mails = await Promise.all(house.relay.mails.map(({ text }) => simpleParser(text)))
    mails.sort(
      (a, b) =>
        (a.messageId ?? '').length - (b.messageId ?? '').length ||
        (a.messageId ?? '').localeCompare(b.messageId ?? ''),
    )
    expect(mails.map(({ subject }) => subject)).toEqual(
      [1, 2, 3].map(n => `Fax from +49 30 12345678 (6 pages) [${n} of 3]`),
    )
    expect(mails.map(mail => mail.attachments[0]?.content.toString())).toEqual(
      [1, 2, 3].map(n => `pages of part ${n}`),
    )
    expect(mails.map(mail => mail.attachments[0]?.filename)).toEqual(
      [1, 2, 3].map(n => `fax-2026-11-21-0501-from-493012345678-${n}of3.pdf`),
    )
    expect(mails[1]?.text).toContain('This is mail 2 of 3: pages 3 to 4 are attached.')
    const [first] = mails
    expect(mails.slice(1).map(({ inReplyTo }) => inReplyTo)).toEqual([first?.messageId, first?.messageId])
    expect(first?.inReplyTo).toBeUndefined()
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(3)
    expect((await onlyFax(house)).state).toBe('acknowledged')
  })

  it('each of them once, with the same ids, when the step is done again before it could write them down', async () => {
    const { house } = await aHouseThatCuts()
    const { changeInbound } = house.store
    let lost = true
    const ids: string[] = []
    Object.assign(house.deps.store, {
      changeInbound: async (...args: Parameters<typeof changeInbound>) => {
        const change = await changeInbound(args[0], fax => {
          const made = args[1](fax)
          if (made === null || made.mails.length === 0) return made
          ids.push(made.mails.map(mail => mail.messageId).join())
          return lost ? null : made
        })
        return change
      },
    })
    await house.run()
    expect(house.relay.mails).toEqual([])
    lost = false
    const deliver = house.steps['deliver']
    const task = { subjectId: (await onlyFax(house)).id, attempts: 2 } as never
    await deliver?.(task, new AbortController().signal)
    await deliver?.(task, new AbortController().signal)
    await house.run()
    expect(house.relay.mails).toHaveLength(3)
    expect(new Set(ids).size).toBe(1)
  })

  it('is acknowledged only when the relay has all of them', async () => {
    const { house } = await aHouseThatCuts()
    let taken = 0
    house.relay.answer = () => {
      if (++taken === 2) throw new Error('away')
    }
    await house.run()
    expect(house.relay.mails).toHaveLength(2)
    expect((await onlyFax(house)).state).toBe('routed')
    await house.clock.advance(3_600_000)
    await house.run()
    expect(house.relay.mails).toHaveLength(3)
    expect((await onlyFax(house)).state).toBe('acknowledged')
  })

  it('is not cut where a link was chosen', async () => {
    const { asked } = await aHouseThatCuts(
      '{ max_bytes: 100000 } }]\nhttp: { publicUrl: "https://fax.example.com" }\n#',
    ).then(async made => {
      await made.house.run()
      expect(made.house.relay.mails).toHaveLength(1)
      expect(made.house.relay.mails[0]?.text).toMatch(/received\//)
      return made
    })
    expect(asked).toEqual([undefined])
  })
})
