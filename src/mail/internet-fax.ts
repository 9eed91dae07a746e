/**
 * Writes a received fax as a mail to an Internet fax machine: ITU-T T.37 simple mode, RFC 3965. One part and nothing else,
 * a TIFF of profile S (§2.2.2), since the least of these machines reads no more.
 */
import { binaryPart, field, mailDate, message, textField } from './mime.ts'
import { safeText, strictAddress, strictMailbox } from './safe-text.ts'

export interface InternetFaxFacts {
  readonly id: string
  readonly createdAt: number
  /** TIFF of profile S. */
  readonly tiff: Uint8Array
  /** `FAX=+493012345678@machine.example.com`, or any address. */
  readonly to: string
  /** For people; the machine may print it. */
  readonly caller: string | null
  readonly pages: number | null
  readonly hostname: string
  readonly from: string
  /** Where the machine tells that it has printed (RFC 8098 §2.1); null: it is not asked. */
  readonly notificationTo: string | null
}

/** The same bytes at every try. */
export function composeInternetFax(facts: InternetFaxFacts) {
  const { id, createdAt, tiff, caller, pages, hostname, from, notificationTo } = facts
  const to = strictAddress(facts.to)
  const mailbox = strictMailbox(from)
  const messageId = `<${id.replace('_', '-')}@${hostname}>`
  const count = pages === null ? '' : ` (${pages})`
  const part = binaryPart({
    // RFC 3302 §5.2: the parameter says that it is a black and white fax.
    type: 'image/tiff; application=faxbw',
    fileName: `${id}.tif`,
    bytes: tiff,
    contentId: null,
  })
  const raw = message(
    [
      // RFC 3965 §2.2: Date, From and Message-ID.
      field('From', `<${mailbox.address}>`),
      field('To', `<${to}>`),
      textField('Subject', `Fax from ${safeText(caller ?? 'an unknown caller', 60)}${count}`),
      field('Date', mailDate(createdAt)),
      field('Message-ID', messageId),
      ...(notificationTo === null ? [] : [field('Disposition-Notification-To', `<${notificationTo}>`)]),
    ],
    part,
  )
  return { raw, to, reversePath: notificationTo ?? mailbox.address, messageId }
}
