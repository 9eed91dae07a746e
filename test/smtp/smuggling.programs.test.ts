import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type House, openHouse } from './house.ts'
import { dotStuffed, HEADER, upToData, writeChunks } from './mailing.ts'

/**
 * What some server takes for the end of a mail and another one does not: the two then disagree on where the next mail
 * begins, and its sender is whoever wrote the first one. Only CR LF . CR LF ends a mail (RFC 5321 §4.1.1.4).
 */
const FALSE_ENDS = [
  '\n.\n',
  '\r.\r',
  '\n.\r\n',
  '\r.\r\n',
  '\r\n.\n',
  '\r\n.\r',
  '\r.\n',
  '\n.\r',
  '\n\n.\r\n',
  '\r\n\0.\r\n',
  '\r\n.\0\r\n',
  '\r\n.\r\0\n',
  '\0\r\n..\r\n',
]

const SMUGGLED =
  'MAIL FROM:<boss@example.com>\r\nRCPT TO:<15555553434@fax.local>\r\nDATA\r\nFrom: ann@example.com\r\n\r\nsmuggled\r\n'

/** Long enough for the short cut that text without dots takes. */
const LONG = 'x'.repeat(100)

const visible = (text: string) => JSON.stringify(text)

describe('an end of a mail that is none, strict', () => {
  let house: House
  beforeEach(async () => {
    house = await openHouse({ limits: { errors: 1000 } })
  })
  afterEach(() => house.close())

  it.each(FALSE_ENDS.map(end => [visible(end), end]))(
    '%s: refused, and what follows is no command',
    async (_, end) => {
      const wire = await house.connect()
      await upToData(wire)
      await wire.write(`${HEADER}Hello${end}${SMUGGLED}\r\n.\r\n`)
      expect(await wire.reply()).toMatch(/^550 5\.6\.0 The mail has line ends other than CR LF\./)
      // One mail, one reply: the next one is to the next command.
      expect(await wire.ask('NOOP')).toMatch(/^250 2\.0\.0 /)
      expect(await wire.ask('DATA')).toMatch(/^503 /)
      expect(await wire.rest()).toEqual([])
      expect(house.intake.mails).toEqual([])
      expect(house.intake.aborted).toBe(1)
    },
  )

  it('a line end that is none is refused also in the header and at the very end', async () => {
    for (const mail of [
      'From: ann@example.com\nSubject: x\r\n\r\nText\r\n.\r\n',
      'From: ann@example.com\r\nSubject: x\rBcc: y\r\n\r\nText\r\n.\r\n',
      'From: ann@example.com\r\n\r\nText\r\r\n.\r\n',
      'From: ann@example.com\r\n\r\nText\n\r\n.\r\n',
      'From: ann@example.com\r\nX: \0\r\n\r\nText\r\n.\r\n',
    ]) {
      const wire = await house.connect()
      await upToData(wire)
      await wire.write(mail)
      expect([mail, await wire.reply()]).toEqual([mail, expect.stringMatching(/^550 5\.6\.0 /)])
      expect(await wire.rest()).toEqual([])
    }
    expect(house.intake.mails).toEqual([])
  })

  it('a false end is refused however it is cut into packets', async () => {
    const bytes = Buffer.from(`${HEADER}Hello\r\n.\nNOOP\r\n.\r\n`)
    const wire = await house.connect()
    for (let cut = HEADER.length + 4; cut < bytes.length - 1; cut++) {
      await upToData(wire)
      await writeChunks(wire, [bytes.subarray(0, cut), bytes.subarray(cut)])
      expect([cut, await wire.reply()]).toEqual([cut, expect.stringMatching(/^550 5\.6\.0 /)])
    }
    expect(await wire.rest()).toEqual([])
    expect(house.intake.mails).toEqual([])
  })
})

describe('an end of a mail that is none, lenient', () => {
  let house: House
  beforeEach(async () => {
    house = await openHouse({ listener: { lineEndings: 'lenient' } })
  })
  afterEach(() => house.close())

  it.each(FALSE_ENDS.map(end => [visible(end), end]))('%s: part of the one mail', async (_, end) => {
    const wire = await house.connect()
    await upToData(wire)
    const content = `${HEADER}Hello${end}${SMUGGLED}`
    await wire.write(dotStuffed(Buffer.from(content)))
    expect(await wire.reply()).toMatch(/^250 2\.6\.0 .* accepted for 1 fax$/)
    expect(await wire.rest()).toEqual([])
    expect(house.intake.mails.map(({ mail }) => mail.recipients.map(({ number }) => number))).toEqual([
      ['+15555551212'],
    ])
    expect(house.intake.mails.map(({ mail }) => mail.reversePath)).toEqual(['ann@example.com'])
    expect(house.intake.mails[0]?.bytes.toString()).toBe(content)
  })

  it('bare CR and bare LF end lines: an old device is understood', async () => {
    for (const lineEnd of ['\n', '\r', '\r\n']) {
      const wire = await house.connect()
      await upToData(wire)
      await wire.write(['From: ann@example.com', 'Subject: x', '', 'Text', ''].join(lineEnd))
      await wire.write('\r\n.\r\n')
      expect([lineEnd, await wire.reply()]).toEqual([lineEnd, expect.stringMatching(/^250 2\.6\.0 /)])
      await wire.rest()
    }
  })
})

describe('dots', () => {
  const MAIL = `${HEADER}.\r\n..\r\n...a\r\na.\r\n.b\r\n\r\n.\r\n`
  let house: House
  beforeEach(async () => {
    house = await openHouse({ limits: { errors: 1000 } })
  })
  afterEach(() => house.close())

  it('are taken away the same, wherever the bytes are cut', async () => {
    const content = Buffer.from(MAIL)
    const bytes = dotStuffed(content)
    const wire = await house.connect()
    for (let cut = 1; cut < bytes.length; cut++) {
      await upToData(wire)
      await writeChunks(wire, [bytes.subarray(0, cut), bytes.subarray(cut)])
      expect([cut, await wire.reply()]).toEqual([cut, expect.stringMatching(/^250 2\.6\.0 /)])
    }
    expect(await wire.rest()).toEqual([])
    expect(house.intake.mails).toHaveLength(bytes.length - 1)
    for (const kept of house.intake.mails) expect(kept.bytes.toString()).toBe(MAIL)
  })

  it('are taken away the same, byte for byte', async () => {
    const bytes = dotStuffed(Buffer.from(MAIL))
    const wire = await house.connect()
    await upToData(wire)
    await writeChunks(
      wire,
      [...bytes].map(byte => Uint8Array.of(byte)),
    )
    expect(await wire.reply()).toMatch(/^250 2\.6\.0 /)
    expect(house.intake.mails[0]?.bytes.toString()).toBe(MAIL)
    await wire.rest()
  })

  it('any mail of dots and line ends, in any packets, comes through whole, and the next command is heard', async () => {
    const word = fc.constantFrom('.', '..', '\r\n', '\r\n.', 'a', 'QUIT', LONG)
    const content = fc.array(word, { maxLength: 30 }).map(words => `${HEADER}a\r\n${words.join('')}\r\n`)
    const cuts = fc.array(fc.nat(), { maxLength: 4 })
    const wire = await house.connect()
    await fc.assert(
      fc.asyncProperty(content, cuts, async (mail, where) => {
        const bytes = Buffer.concat([dotStuffed(Buffer.from(mail)), Buffer.from('NOOP\r\n')])
        await upToData(wire)
        await writeChunks(wire, cutAt(bytes, where))
        expect(await wire.reply()).toMatch(/^250 2\.6\.0 /)
        expect(await wire.reply()).toMatch(/^250 2\.0\.0 /)
        expect(house.intake.mails.at(-1)?.bytes.toString()).toBe(mail)
      }),
      { numRuns: 150 },
    )
    await wire.rest()
  })
})

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const edges = [0, ...cuts.map(cut => cut % bytes.length).sort((a, b) => a - b), bytes.length]
  return edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge))
}
