/**
 * Reads what a delivery report says (RFC 3464): the status part alone, wherever it stands in the mail. By the scanner that every
 * mail passes, with its bounds; what it refuses is no report. Texts that people wrote into bounces are never interpreted.
 */

import type { ReportedRecipient } from '../../fax/bounce.ts'
import { isBridgeError } from '../../fax/error.ts'
import { decodeTransfer } from './decode.ts'
import type { MailPart, MailScanLimits } from './mail-index.ts'
import { makeMailScanner } from './scan.ts'

/** The status part of a report on one mail has some hundred bytes. */
const MOST_BYTES = 64 * 1024
/** Our mails have one recipient, whose address may stand for a list. */
const MOST_RECIPIENTS = 50
const LONGEST = 500

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const

/** Null: it is no delivery report. */
export function readDeliveryReport(
  raw: Uint8Array,
  limits: MailScanLimits,
): readonly ReportedRecipient[] | null {
  try {
    const scanner = makeMailScanner({ ...limits, lineEndings: 'lenient' })
    scanner.write(raw)
    const { root } = scanner.end()
    const part = partOf(root, STATUS)
    const text = (one: MailPart) =>
      decodeTransfer(
        raw.subarray(one.bodyFrom, Math.min(one.bodyTo, one.bodyFrom + MOST_BYTES)),
        one.encoding,
      ).toString('utf8')
    if (part !== null) return recipientsIn(text(part))
    const disposition = partOf(root, DISPOSITION)
    return disposition === null ? null : dispositionIn(text(disposition))
  } catch (error) {
    if (isBridgeError(error)) return null
    throw error
  }
}

/** RFC 3464 §2, and its twin for addresses outside ASCII (RFC 6533 §3). */
const STATUS = /^message\/(?:global-)?delivery-status$/
/** RFC 8098 §3.1: what was done with a mail that arrived. Internet fax machines say so that they have printed it (RFC 2532 §2.2). */
const DISPOSITION = /^message\/(?:global-)?disposition-notification$/

function partOf(part: MailPart, type: RegExp): MailPart | null {
  if (type.test(part.type)) return part
  for (const child of part.children) {
    const found = partOf(child, type)
    if (found !== null) return found
  }
  return null
}

/** RFC 3464 §2.1: groups of fields, divided by empty lines; the first is about the mail, each other about a recipient. */
function recipientsIn(text: string): readonly ReportedRecipient[] | null {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsIn)
    .filter(group => group.has('action'))
  const found = groups.slice(0, MOST_RECIPIENTS).flatMap(group => {
    // RFC 3464 §2.3.3: a comment may follow the word.
    const word = /^\s*([a-z]+)/i.exec(group.get('action') ?? '')?.[1]?.toLowerCase()
    const action = ACTIONS.find(known => known === word)
    if (action === undefined) return []
    const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(group.get('status') ?? '')?.[1] ?? ''
    const recipient = group.get('original-recipient') ?? group.get('final-recipient') ?? ''
    return [
      {
        recipient: withoutType(recipient),
        action,
        status,
        diagnostic: withoutType(group.get('diagnostic-code') ?? ''),
      },
    ]
  })
  return found.length === 0 ? null : found
}

/** RFC 8098 §3.2.6: the mode, then the type and perhaps `/error`: `automatic-action/MDN-sent-automatically; dispatched`. */
function dispositionIn(text: string): readonly ReportedRecipient[] | null {
  const fields = fieldsIn(text.replace(/\r\n?/g, '\n').trim())
  const [, type = '', modifier = ''] =
    /;\s*([a-z]+)\s*(?:\/\s*([a-z, -]+))?/i
      .exec(fields.get('disposition') ?? '')
      ?.map(one => (one ?? '').toLowerCase()) ?? []
  if (type === '') return null
  const isBad = type === 'failed' || type === 'denied' || type === 'deleted' || /error|failure/.test(modifier)
  const why = fields.get('error') ?? fields.get('failure') ?? ''
  const recipient = fields.get('original-recipient') ?? fields.get('final-recipient') ?? ''
  const said = [type, modifier].filter(word => word !== '').join('/')
  const diagnostic = why === '' ? said : `${said}: ${why}`.slice(0, LONGEST)
  return [
    { recipient: withoutType(recipient), action: isBad ? 'failed' : 'delivered', status: '', diagnostic },
  ]
}

/** Names in lower case; of a field that stands there twice, the first. */
function fieldsIn(group: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const at = line.indexOf(':')
    const name = line.slice(0, Math.max(0, at)).trim().toLowerCase()
    if (at > 0 && !fields.has(name)) fields.set(name, line.slice(at + 1).trim())
  }
  return fields
}

/** Without its type: `rfc822; ann@example.com`, `smtp; 550 no such user`. */
function withoutType(text: string): string {
  return text.replace(/^[A-Za-z0-9-]{1,32}\s*;\s*/, '').slice(0, LONGEST)
}
