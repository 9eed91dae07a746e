/** Outlook's saved mails (.msg, [MS-OXMSG]): text and attachments; mails in them come out as .msg again. */
import { createRequire } from 'node:module'
import type { FieldsData } from '@kenjiuno/msgreader'
import { isBridgeError } from '../../fax/error.ts'
import { decodeCharset } from '../mail/charset.ts'
import { type Expanded, type ExpandRequest, OUTLOOK_MAIL } from './expanded.ts'
import { baseName, InnerFiles, MOST_FILES, mediaType, unopened } from './inner-files.ts'
import { writeBody } from './outlook-body.ts'
import { charsetOfCodePage } from './rtf-body.ts'

// Its default export is one of CommonJS, which loaders of ES modules give in different ways.
const { default: MsgReader } = createRequire(import.meta.url)(
  '@kenjiuno/msgreader',
) as typeof import('@kenjiuno/msgreader')

/** Throws E_DOCUMENT_DAMAGED with the file's name. */
export async function expandMessage(bytes: Uint8Array, request: ExpandRequest): Promise<Expanded> {
  try {
    const reader = new MsgReader(new DataView(Uint8Array.from(bytes).buffer))
    reader.parserConfig = { ansiEncoding: 'windows-1252' }
    const fields = reader.getFileData()
    if (fields.error !== undefined) throw unopened(request, fields.error)
    const files = new InnerFiles(request)
    await writeBody(files, {
      html: htmlOf(fields),
      plain: fields.body ?? null,
      rtf: fields.compressedRtf ?? null,
    })
    const attachments = fields.attachments ?? []
    if (attachments.length > MOST_FILES) throw files.tooMany()
    for (const attachment of attachments) {
      const { content, fileName } = reader.getAttachment(attachment)
      const isMail = attachment.innerMsgContent === true
      await files.add('file', content, {
        name: baseName(isMail ? (attachment.name ?? fileName) : fileName),
        type: isMail ? OUTLOOK_MAIL : mediaType(attachment.attachMimeTag),
        contentId: attachment.pidContentId?.replace(/^<|>$/g, '') || null,
        hidden: attachment.attachmentHidden === true,
      })
    }
    return { is: 'mail', why: null, heading: headingOf(fields), files: files.files }
  } catch (error) {
    throw isBridgeError(error) ? error : unopened(request, error)
  }
}

function htmlOf({ bodyHtml, html, internetCodepage }: FieldsData): string | null {
  if (bodyHtml !== undefined && bodyHtml !== '') return bodyHtml
  return html === undefined ? null : decodeCharset(html, charsetOfCodePage(internetCodepage ?? 65001))
}

function headingOf(fields: FieldsData) {
  const { senderName, senderSmtpAddress, senderEmail, subject, clientSubmitTime, messageDeliveryTime } =
    fields
  const address = senderSmtpAddress ?? (senderEmail?.includes('@') ? senderEmail : undefined)
  const from = [senderName, address === undefined || address === senderName ? undefined : `<${address}>`]
  return {
    from: from.filter(one => one !== undefined).join(' '),
    date: clientSubmitTime ?? messageDeliveryTime ?? '',
    subject: subject ?? '',
  }
}
