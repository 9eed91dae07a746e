/** `faxbridge show sub_…`: a mail with all its faxes, such as one to a distribution list. */
import type { MailDetail } from '../outbound/whole-mail.ts'
import { fields, harmless, localTime, say, table } from './print.ts'

export function printMail(mail: MailDetail): void {
  const states = Object.entries(mail.states).map(([state, count]) => `${count} ${state}`)
  say(
    fields([
      ['Mail', `${mail.id}, ${mail.size} bytes, ${mail.messageId ?? 'no Message-ID'}`],
      ['Taken', localTime(mail.receivedAt)],
      ['From', `${mail.from} (${mail.evidence}, ${mail.peerAddress}, listener ${mail.listener})`],
      ['Subject', mail.subject],
      ['Subscriber', mail.subscriber],
      ['Lists', mail.lists.join(', ') || null],
      ['Faxes', `${mail.faxes.length}: ${states.join(', ')}`],
      ['Held', mail.held === 0 ? null : `${mail.held}`],
    ]),
  )
  const rows = mail.faxes.map(fax => [
    fax.id,
    fax.number,
    fax.held === null ? fax.state : `${fax.state}, held`,
    fax.failure ?? fax.held ?? '',
  ])
  say(`\n${table(['FAX', 'NUMBER', 'STATE', 'WHY'], rows, 70)}`)
  const lines = mail.history.map(entry => `${localTime(entry.at)}  ${entry.type}  ${harmless(entry.text)}`)
  if (lines.length > 0) say(`\n${lines.join('\n')}`)
}
