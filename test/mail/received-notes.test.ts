import { describe, expect, it } from 'vitest'
import type { InboundFax } from '../../src/fax/inbound-fax.ts'
import { composeReceived, type ReceivedFacts } from '../../src/mail/received.ts'

const fax = {
  id: 'inb_1',
  account: 'lab',
  providerId: '7',
  calledNumber: '+15555550100',
  callerNumber: '+15555551212',
  stationId: null,
  receivedAt: 0,
  pageCount: 3,
  complete: true,
  marks: [],
} as unknown as InboundFax

const mailWith = (facts: Partial<ReceivedFacts>) =>
  Buffer.from(
    composeReceived({
      fax,
      to: 'ann@example.com',
      document: { format: 'pdfa', bytes: Buffer.from('%PDF-1.7') },
      previewPng: null,
      pageCount: 3,
      hostname: 'fax.local',
      from: 'Fax <fax@fax.local>',
      now: 0,
      ...facts,
    }).raw,
  ).toString('latin1')

const note = { page: 2, damagedLines: 0, turned: 0, straightened: false }

describe('the mail with a received fax', () => {
  it.each([
    ['pdf', 'application/pdf', '.pdf'],
    ['pdfa', 'application/pdf', '.pdf'],
    ['tiff', 'image/tiff; application=faxbw', '.tif'],
    ['tiff-s', 'image/tiff; application=faxbw', '.tif'],
    ['tiff-f', 'image/tiff; application=faxbw', '.tif'],
  ] as const)('as %s has a part of type %s', (format, type, end) => {
    const mail = mailWith({ document: { format, bytes: Buffer.from('x') } })
    expect(mail).toContain(`Content-Type: ${type}`)
    expect(mail).toMatch(new RegExp(`filename="?[^"\\s]+\\${end}`))
  })

  it('calls PDF/A by its name and attaches a PDF', () => {
    const mail = mailWith({})
    expect(mail).toContain('attached to this mail (PDF/A)')
    expect(mail).toMatch(/Content-Type: application\/pdf/)
    expect(mail).toMatch(/filename="?[^"\n]+\.pdf/)
    expect(mail).not.toMatch(/damaged|Turned|Straightened/)
  })

  it.each([
    ['repair', 'replaced by the line above it.'],
    ['mark', 'has a bar at the left'],
    ['keep', 'They are as they came.'],
  ] as const)('tells damaged lines: %s', (damaged, text) => {
    const notes = [
      { ...note, damagedLines: 3 },
      { ...note, page: 3, damagedLines: 2 },
    ]
    const mail = mailWith({ notes, damaged })
      .replace(/=\r\n|\r\n/g, ' ')
      .replace(/ +/g, ' ')
    expect(mail).toContain('damaged 5 lines of dots (pages: 2, 3)')
    expect(mail).toContain(text)
  })

  it('tells what was turned and straightened', () => {
    const mail = mailWith({
      notes: [
        { ...note, turned: 180 },
        { ...note, page: 3, straightened: true },
      ],
    })
    expect(mail).toContain('Turned upright by the fax server (pages: 2).')
    expect(mail).toContain('Straightened by the fax server (pages: 3).')
  })
})
