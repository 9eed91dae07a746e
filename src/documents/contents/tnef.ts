/**
 * winmail.dat: the form in which Outlook sends a mail's text and attachments to other Outlooks ([MS-OXTNEF]). In charge of
 * its attributes; typed values are mapi.ts.
 */
import { isBridgeError } from '../../fax/error.ts'
import { decodeCharset } from '../mail/charset.ts'
import { type Expanded, type ExpandRequest, type MailHeading, OUTLOOK_MAIL } from './expanded.ts'
import { baseName, InnerFiles, mediaType, unopened } from './inner-files.ts'
import { Cursor, numberIn, type Properties, readProperties, TAG, textIn, timeIn } from './mapi.ts'
import { writeBody } from './outlook-body.ts'
import { charsetOfCodePage } from './rtf-body.ts'

/** §2.1.3.3: identifiers of attributes, with their types in the upper half. */
const ATTRIBUTE = {
  codePage: 0x00069007,
  body: 0x0002800c,
  messageProperties: 0x00069003,
  attachmentBegins: 0x00069002,
  attachmentName: 0x00018010,
  attachmentData: 0x0006800f,
  attachmentProperties: 0x00069005,
} as const

/** IID_IMessage: the attachment is a mail of its own ([MS-OXCMSG] §2.2.2.9: method 5), written as TNEF again. */
const IS_MESSAGE = Buffer.from('0703020000000000c000000000000046', 'hex')

interface Attachment {
  name: string | null
  data: Buffer | null
  properties: Properties
}

interface Letter {
  charset: (bytes: Uint8Array) => string
  codePage: number
  body: string | null
  properties: Properties
  readonly attachments: Attachment[]
}

/** Throws E_DOCUMENT_DAMAGED with the file's name. */
export async function expandTnef(bytes: Uint8Array, request: ExpandRequest): Promise<Expanded> {
  try {
    const files = new InnerFiles(request)
    const letter = readLetter(bytes)
    await writeLetter(letter, files)
    return { is: 'letter', why: null, heading: headingOf(letter), files: files.files }
  } catch (error) {
    throw isBridgeError(error) ? error : unopened(request, error)
  }
}

/** Throws RangeError for a stream that makes no sense. */
export function readLetter(bytes: Uint8Array): Letter {
  const cursor = new Cursor(bytes)
  cursor.take(6)
  const letter: Letter = {
    charset: decoder(1252),
    codePage: 1252,
    body: null,
    properties: new Map(),
    attachments: [],
  }
  // Some mail servers add a line end.
  while (cursor.left > 9) {
    cursor.u8()
    const id = cursor.u32()
    const data = cursor.take(cursor.u32())
    const sum = cursor.u16()
    if (data.reduce((all, byte) => (all + byte) & 0xffff, 0) !== sum) throw new RangeError('wrong sum')
    take(letter, id, data)
  }
  return letter
}

function take(letter: Letter, id: number, data: Buffer): void {
  const attachment = letter.attachments.at(-1)
  switch (id) {
    case ATTRIBUTE.codePage:
      letter.codePage = data.readUInt32LE()
      letter.charset = decoder(letter.codePage)
      break
    case ATTRIBUTE.body:
      letter.body = letter.charset(data).replace(/\0+$/, '')
      break
    case ATTRIBUTE.messageProperties:
      letter.properties = readProperties(data)
      break
    case ATTRIBUTE.attachmentBegins:
      letter.attachments.push({ name: null, data: null, properties: new Map() })
      break
    case ATTRIBUTE.attachmentName:
      if (attachment !== undefined) attachment.name = letter.charset(data)
      break
    case ATTRIBUTE.attachmentData:
      if (attachment !== undefined) attachment.data = data
      break
    case ATTRIBUTE.attachmentProperties:
      if (attachment !== undefined) attachment.properties = readProperties(data)
  }
}

async function writeLetter(letter: Letter, files: InnerFiles): Promise<void> {
  const { properties, charset, codePage } = letter
  const html = properties.get(TAG.html)
  await writeBody(files, {
    plain: textIn(properties, TAG.body, charset) ?? letter.body,
    html: html === undefined ? null : decodeHtml(html, numberIn(properties, TAG.codePage) ?? codePage),
    rtf: properties.get(TAG.rtf)?.value ?? null,
  })
  for (const attachment of letter.attachments) await writeAttachment(attachment, charset, files)
}

function decodeHtml({ type, value }: { type: number; value: Buffer }, codePage: number): string {
  return type === 0x1f ? value.toString('utf16le') : decodeCharset(value, charsetOfCodePage(codePage))
}

async function writeAttachment(
  { name, data, properties }: Attachment,
  charset: Letter['charset'],
  files: InnerFiles,
): Promise<void> {
  const said = (id: number) => textIn(properties, id, charset)
  const object = properties.get(TAG.attachData)?.value
  const isMail = object?.subarray(0, 16).equals(IS_MESSAGE) ?? false
  const content = isMail || data === null ? object?.subarray(16) : data
  if (content === undefined) throw new RangeError('attachment without content')
  await files.add('file', content, {
    name: baseName(said(TAG.attachLongName) ?? name ?? said(TAG.attachShortName) ?? undefined),
    type: isMail ? OUTLOOK_MAIL : mediaType(said(TAG.attachMimeType) ?? undefined),
    contentId: said(TAG.attachContentId)?.replace(/^<|>$/g, '') || null,
    hidden: (numberIn(properties, TAG.attachHidden) ?? 0) !== 0,
  })
}

function headingOf({ properties, charset }: Letter): MailHeading {
  return {
    from: textIn(properties, TAG.senderName, charset) ?? '',
    date: timeIn(properties, TAG.sentAt) ?? '',
    subject: textIn(properties, TAG.subject, charset) ?? '',
  }
}

function decoder(codePage: number): (bytes: Uint8Array) => string {
  const charset = charsetOfCodePage(codePage)
  return bytes => decodeCharset(bytes, charset)
}
