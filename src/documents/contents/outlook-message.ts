/**
 * Outlook's saved mails (.msg, [MS-OXMSG]): text and attachments; mails in them come out as .msg again. In charge of which
 * stream is which property; how the file is read is containers/compound-file.ts.
 */
import { isBridgeError } from '../../fax/error.ts'
import { type CompoundEntry, openCompoundFile } from '../containers/compound-file.ts'
import { storageAsFile } from '../containers/compound-write.ts'
import { decodeCharset } from '../mail/charset.ts'
import { type Expanded, type ExpandRequest, type MailHeading, OUTLOOK_MAIL } from './expanded.ts'
import { baseName, InnerFiles, MOST_FILES, mediaType, unopened } from './inner-files.ts'
import { isFixed, numberIn, OBJECT, type Properties, TAG, textIn, timeIn, UNICODE } from './mapi.ts'
import { writeBody } from './outlook-body.ts'
import { charsetOfCodePage } from './rtf-body.ts'

/** [MS-OXMSG] §2.4: bytes in front of the properties of the mail, of a mail inside it, of an attachment. */
const HEADER = { mail: 32, innerMail: 24, attachment: 8 }
const PROPERTIES = '__properties_version1.0'
/** [MS-OXMSG] §2.1.3: identifier and type of a property in the name of its stream. */
const STREAM_NAME = /^__substg1\.0_([0-9a-f]{4})([0-9a-f]{4})$/i
/** [MS-OXMSG] §2.2.2. */
const ATTACHMENT = /^__attach_version1\.0_#/i
/** [MS-OXMSG] §2.2.2.1: a mail, or an object of another program, lies in a storage. */
const OBJECT_STORAGE = '__substg1.0_3701000D'
/** [MS-OXCMSG] §2.2.2.9. */
const METHOD_MAIL = 5

/** Throws E_DOCUMENT_DAMAGED and E_RENDER_LIMIT with the file's name. */
export async function expandMessage(bytes: Buffer, request: ExpandRequest): Promise<Expanded> {
  const files = new InnerFiles(request)
  try {
    const { root } = openCompoundFile(bytes)
    const properties = propertiesOf(root, HEADER.mail)
    const charset = decoder(numberIn(properties, TAG.messageCodePage) ?? 1252)
    await writeBody(files, {
      html: htmlOf(properties, charset),
      plain: textIn(properties, TAG.body, charset),
      rtf: properties.get(TAG.rtf)?.value ?? null,
    })
    const attachments = root.children.filter(({ name, isStorage }) => isStorage && ATTACHMENT.test(name))
    if (attachments.length > MOST_FILES) throw files.tooMany()
    // Their names end in a number of eight digits.
    attachments.sort((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1))
    for (const attachment of attachments) await writeAttachment(attachment, charset, files)
    return { is: 'mail', why: null, heading: headingOf(properties, charset), files: files.files }
  } catch (error) {
    if (!isBridgeError(error) || error.code === 'E_DOCUMENT_DAMAGED') throw unopened(request, error)
    throw error.code === 'E_RENDER_LIMIT' ? files.tooBig() : error
  }
}

type Charset = (bytes: Uint8Array) => string
const decoder = (codePage: number): Charset => {
  const charset = charsetOfCodePage(codePage)
  return bytes => decodeCharset(bytes, charset)
}

/** Long values stand in streams of their own, short ones in rows of 16 bytes ([MS-OXMSG] §2.4.2). */
function propertiesOf(storage: CompoundEntry, header: number): Properties {
  const found = new Map<number, { type: number; value: Buffer }>()
  const rows = storage.child(PROPERTIES)?.read().subarray(header) ?? Buffer.alloc(0)
  for (let at = 0; at + 16 <= rows.length; at += 16) {
    const type = rows.readUInt16LE(at)
    // Of the others only the length stands here.
    if (isFixed(type)) found.set(rows.readUInt16LE(at + 2), { type, value: rows.subarray(at + 8, at + 16) })
  }
  const wanted: ReadonlySet<number> = new Set(Object.values(TAG))
  for (const stream of storage.children) {
    const [, id = '', type = ''] = STREAM_NAME.exec(stream.name) ?? []
    const tag = Number.parseInt(id, 16)
    if (stream.isStorage || !wanted.has(tag)) continue
    found.set(tag, { type: Number.parseInt(type, 16), value: stream.read() })
  }
  return found
}

async function writeAttachment(storage: CompoundEntry, charset: Charset, files: InnerFiles): Promise<void> {
  const properties = propertiesOf(storage, HEADER.attachment)
  const said = (id: number) => textIn(properties, id, charset) || null
  const object = storage.child(OBJECT_STORAGE)
  const isMail = object !== null && numberIn(properties, TAG.attachMethod) === METHOD_MAIL
  const data = properties.get(TAG.attachData)
  const isHere = data !== undefined && data.type !== OBJECT
  const content =
    object?.isStorage === true ? storageAsFile(object, files.room, asMail) : isHere ? data.value : null
  // A link to a file on a server, for example.
  if (content === null) throw new RangeError('attachment without content')
  const fileName = said(TAG.attachLongName) ?? said(TAG.attachShortName) ?? said(TAG.displayName)
  await files.add('file', content, {
    name: baseName((isMail ? said(TAG.displayName) : null) ?? fileName ?? undefined),
    type: isMail ? OUTLOOK_MAIL : mediaType(said(TAG.attachMimeType) ?? undefined),
    contentId: said(TAG.attachContentId)?.replace(/^<|>$/g, '') || null,
    hidden: ((numberIn(properties, TAG.attachHidden) ?? 0) & 0xff) !== 0,
  })
}

/** A mail of its own has eight more bytes in front of its properties than one inside another ([MS-OXMSG] §2.4.1). */
const asMail = (entry: CompoundEntry, bytes: Buffer): Buffer =>
  entry.name === PROPERTIES
    ? Buffer.concat([
        bytes.subarray(0, HEADER.innerMail),
        Buffer.alloc(HEADER.mail - HEADER.innerMail),
        bytes.subarray(HEADER.innerMail),
      ])
    : bytes

function htmlOf(properties: Properties, charset: Charset): string | null {
  const found = properties.get(TAG.html)
  if (found === undefined || found.value.length === 0) return null
  if (found.type === UNICODE) return textIn(properties, TAG.html, charset)
  return decodeCharset(found.value, charsetOfCodePage(numberIn(properties, TAG.codePage) ?? 65001))
}

function headingOf(properties: Properties, charset: Charset): MailHeading {
  const said = (id: number) => textIn(properties, id, charset) || undefined
  const [name, smtp, other] = [TAG.senderName, TAG.senderAddress, TAG.senderEmail].map(said)
  const address = smtp ?? (other?.includes('@') ? other : undefined)
  const from = [name, address === undefined || address === name ? undefined : `<${address}>`]
  const date = timeIn(properties, TAG.sentAt) ?? timeIn(properties, TAG.receivedAt)
  return {
    from: from.filter(one => one !== undefined).join(' '),
    date: date === null ? '' : new Date(date).toUTCString(),
    subject: said(TAG.subject) ?? '',
  }
}
