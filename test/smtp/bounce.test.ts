import { afterEach, describe, expect, it } from 'vitest'
import type { Bounce, BounceDesk } from '../../src/fax/bounce.ts'
import { openHouse } from './house.ts'

const TOKEN = `${'0'.repeat(52)}abcd`
const OTHER = `${'0'.repeat(52)}abce`
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listening() {
  const taken: (Omit<Bounce, 'raw'> & { text: string })[] = []
  const bounces: BounceDesk = {
    knows: token => token === TOKEN || token === OTHER,
    async take({ raw, ...rest }) {
      const chunks: Uint8Array[] = []
      for await (const chunk of raw()) chunks.push(chunk)
      taken.push({ ...rest, text: Buffer.concat(chunks).toString() })
      return 'The report was taken.'
    },
  }
  const house = await openHouse({ bounces })
  closers.push(() => house.close())
  return { house, taken }
}

const path = (token: string, domain = 'fax.local') => `bounce+${token}@${domain}`

describe('a mail to a return path of ours', () => {
  it('is taken from anybody, with a null sender, and never becomes a fax', async () => {
    const { house, taken } = await listening()
    const wire = await house.connect()
    await wire.ask('EHLO stranger.example')
    expect(await wire.ask('MAIL FROM:<>')).toMatch(/^250/)
    expect(await wire.ask(`RCPT TO:<${path(TOKEN.toUpperCase())}>`)).toMatch(/^250/)
    expect(await wire.ask('DATA')).toMatch(/^354/)
    expect(await wire.ask('Subject: Undelivered\r\nContent-Type: text/plain\r\n\r\nno\r\n.')).toMatch(
      /^250 2\.6\.0 The report was taken/,
    )
    expect(taken).toMatchObject([{ token: TOKEN, reversePath: '' }])
    expect(taken[0]?.text).toContain('Undelivered')
    expect(house.intake.mails).toEqual([])
  })

  it('that we did not make, or elsewhere, is refused as any bounce', async () => {
    const { house } = await listening()
    const wire = await house.connect()
    await wire.ask('EHLO stranger.example')
    await wire.ask('MAIL FROM:<>')
    expect(await wire.ask(`RCPT TO:<${path('1'.repeat(56))}>`)).toMatch(/^550 5\.7\.1 Bounces/)
    expect(await wire.ask(`RCPT TO:<${path(TOKEN, 'example.org')}>`)).toMatch(/^5/)
  })

  it('has no other recipient', async () => {
    const { house } = await listening()
    const wire = await house.connect()
    await wire.ask('EHLO stranger.example')
    await wire.ask('MAIL FROM:<>')
    await wire.ask(`RCPT TO:<${path(TOKEN)}>`)
    expect(await wire.ask(`RCPT TO:<${path(TOKEN)}>`)).toMatch(/^250/)
    expect(await wire.ask(`RCPT TO:<${path(OTHER)}>`)).toMatch(/^452/)
    expect(await wire.ask('RCPT TO:<15555551212@fax.local>')).toMatch(/^452/)
  })
})
