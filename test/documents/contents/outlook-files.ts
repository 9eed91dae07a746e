/** winmail.dat ([MS-OXTNEF]) and .msg ([MS-OXMSG]) files as Outlook writes them. */
import burner, { type Entry } from '@kenjiuno/msgreader/lib/Burner.js'

export interface OutlookAttachment {
  readonly name: string
  readonly content?: Uint8Array | string
  readonly mail?: OutlookMail
  readonly contentId?: string
  readonly hidden?: boolean
}

export interface OutlookMail {
  readonly subject?: string
  readonly from?: string
  readonly body?: string
  readonly html?: string
  /** RTF as text; stored without compression. */
  readonly rtf?: string
  readonly attachments?: readonly OutlookAttachment[]
}

/** [MS-OXRTFCP] §2.1.3.1.2. */
export function storedRtf(rtf: string): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(rtf.length + 12, 0)
  header.writeUInt32LE(rtf.length, 4)
  header.write('MELA', 8)
  return Buffer.concat([header, Buffer.from(rtf, 'latin1')])
}

const u16 = (value: number) => Buffer.from([value & 0xff, value >> 8])
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
const TNEF = Buffer.concat([u32(0x223e9f78), u16(1)])
const IID_MESSAGE = Buffer.from('0703020000000000c000000000000046', 'hex')

function attribute(level: number, id: number, data: Buffer): Buffer {
  const sum = data.reduce((all, byte) => (all + byte) & 0xffff, 0)
  return Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(sum)])
}

type Property = readonly [id: number, type: number, value: Buffer]

function tnefProperties(all: readonly Property[]): Buffer {
  const variable = (type: number, value: Buffer) =>
    [0x1e, 0x1f, 0x0d, 0x102].includes(type)
      ? Buffer.concat([u32(1), u32(value.length), padded(value)])
      : padded(value)
  return Buffer.concat([
    u32(all.length),
    ...all.flatMap(([id, type, value]) => [u16(type), u16(id), variable(type, value)]),
  ])
}

const unicode = (text: string) => Buffer.from(`${text}\0`, 'utf16le')
const given = <T>(value: T | undefined, id: number, type: number, form: (value: T) => Buffer): Property[] =>
  value === undefined ? [] : [[id, type, form(value)]]

export function winmailDat(mail: OutlookMail): Buffer {
  const { subject, from, body, html, rtf, attachments = [] } = mail
  const message: Property[] = [
    ...given(subject, 0x0037, 0x1f, unicode),
    ...given(from, 0x0c1a, 0x1f, unicode),
    ...given(body, 0x1000, 0x1f, unicode),
    ...given(html, 0x1013, 0x102, text => Buffer.from(text, 'latin1')),
    ...given(rtf, 0x1009, 0x102, storedRtf),
  ]
  return Buffer.concat([
    TNEF,
    attribute(1, 0x00089006, u32(0x10000)),
    attribute(1, 0x00069007, Buffer.concat([u32(1252), u32(0)])),
    attribute(1, 0x00069003, tnefProperties(message)),
    ...attachments.flatMap(one => [
      attribute(2, 0x00069002, Buffer.alloc(14, 1)),
      ...(one.mail === undefined ? [attribute(2, 0x0006800f, Buffer.from(one.content as string))] : []),
      attribute(2, 0x00018010, Buffer.from(`${one.name}\0`, 'latin1')),
      attribute(
        2,
        0x00069005,
        tnefProperties([
          [0x3707, 0x1f, unicode(one.name)],
          [0x3705, 0x03, u32(one.mail === undefined ? 1 : 5)],
          ...given(one.contentId, 0x3712, 0x1f, unicode),
          ...given(one.hidden, 0x7ffe, 0x0b, hidden => u32(hidden ? 1 : 0)),
          ...given(one.mail, 0x3701, 0x0d, inner => Buffer.concat([IID_MESSAGE, winmailDat(inner)])),
        ]),
      ),
    ]),
  ])
}

const ROOT = 5
const STORAGE = 1
const STREAM = 2

interface Node {
  readonly name: string
  readonly content: Buffer | readonly Node[]
}

/** `header`: bytes before the properties; it differs from kind to kind ([MS-OXMSG] §2.4). */
function storage(header: number, all: readonly Property[], more: readonly Node[]): Node[] {
  const fixed = (type: number) => type === 0x03 || type === 0x0b
  const rows = all.map(([id, type, value]) =>
    Buffer.concat([
      u16(type),
      u16(id),
      u32(6),
      ...(fixed(type) ? [value, u32(0)] : [u32(value.length), u32(0)]),
    ]),
  )
  const streams = all.flatMap(([id, type, content]) => {
    const hex = ((id << 16) | type).toString(16).toUpperCase().padStart(8, '0')
    return fixed(type) ? [] : [{ name: `__substg1.0_${hex}`, content }]
  })
  return [
    { name: '__properties_version1.0', content: Buffer.concat([Buffer.alloc(header), ...rows]) },
    ...streams,
    ...more,
  ]
}

function messageNodes(mail: OutlookMail, header: number): Node[] {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le')
  const { subject, from, body, html, rtf, attachments = [] } = mail
  return storage(
    header,
    [
      ...given('IPM.Note', 0x001a, 0x1f, utf16),
      ...given(subject, 0x0037, 0x1f, utf16),
      ...given(from, 0x0c1a, 0x1f, utf16),
      ...given(body, 0x1000, 0x1f, utf16),
      ...given(html, 0x1013, 0x102, text => Buffer.from(text)),
      ...given(rtf, 0x1009, 0x102, storedRtf),
    ],
    attachments.map((one, i) => ({
      name: `__attach_version1.0_#${String(i).padStart(8, '0')}`,
      content: storage(
        8,
        [
          [0x3705, 0x03, u32(one.mail === undefined ? 1 : 5)],
          ...given(one.name, one.mail === undefined ? 0x3707 : 0x3001, 0x1f, utf16),
          ...given(one.content, 0x3701, 0x102, content => Buffer.from(content as string)),
          ...given(one.contentId, 0x3712, 0x1f, utf16),
          ...given(one.hidden, 0x7ffe, 0x0b, hidden => u32(hidden ? 1 : 0)),
        ],
        one.mail === undefined ? [] : [{ name: '__substg1.0_3701000D', content: messageNodes(one.mail, 24) }],
      ),
    })),
  )
}

export function outlookMsg(mail: OutlookMail): Buffer {
  const entries: Entry[] = []
  const add = ({ name, content }: Node, type: number): number => {
    const at = entries.length
    if (Buffer.isBuffer(content)) {
      entries.push({
        name,
        type: STREAM,
        binaryProvider: () => Uint8Array.from(content),
        length: content.length,
      })
    } else {
      entries.push({ name, type, length: 0, children: [] })
      const children = (content as readonly Node[]).map(node => add(node, STORAGE))
      entries[at] = { name, type, length: 0, children }
    }
    return at
  }
  add({ name: 'Root Entry', content: messageNodes(mail, 32) }, ROOT)
  return Buffer.from(burner.burn(entries))
}
