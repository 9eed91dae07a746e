/** The return path of a mail of ours, at a fax domain, where its bounce tells which mail it is about. */
import type { EpochMs, MailId } from '../fax/id.ts'
import { idInToken, idToken, isGenuineToken } from '../mail/id-token.ts'

/** Servers report for up to five days (RFC 5321 §4.5.4.1), and some are slow. */
const BOUNCE_DAYS = 14

const tokenOf = (id: string) => ({ purpose: 'bounce', id, holder: [] }) as const

/** `bounce+TOKEN@DOMAIN`. `days`: how long we try to send it. */
export function returnPath(
  key: string,
  id: MailId,
  { domain, now, days }: { readonly domain: string; readonly now: EpochMs; readonly days: number },
): string {
  return `bounce+${idToken(key, tokenOf(id), { now, days: Math.ceil(days) + BOUNCE_DAYS })}@${domain}`
}

/** The mail whose return path has this token; null: it was not made here, or is too old. */
export function returnedMail(key: string, token: string, now: EpochMs): MailId | null {
  const id = idInToken(token, now)
  return id !== null && isGenuineToken(key, token, tokenOf(`mail_${id}`)) ? (`mail_${id}` as MailId) : null
}
