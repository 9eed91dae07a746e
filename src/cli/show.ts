/** `faxbridge show`: everything that happened to one fax, and optionally its pages as a file or as pictures. */
import type { BrokenAddress } from '../fax/bounce.ts'
import { FAX_FAILURES } from '../fax/failure.ts'
import { durationText } from '../fax/line-time.ts'
import type { FaxDetail } from '../outbound/views.ts'
import type { MailDetail } from '../outbound/whole-mail.ts'
import { controlOf } from './control.ts'
import { fields, harmless, localTime, say, sayJson, table } from './print.ts'
import { printAddress } from './show-address.ts'
import { printMail } from './show-mail.ts'
import { writePages } from './write-pages.ts'

export interface ShowOptions {
  readonly config: string
  readonly json?: boolean
  /** Where to write the pages: a .tiff or .pdf file, or a folder for pictures. */
  readonly pages?: string
}

export async function show(id: string, options: ShowOptions): Promise<void> {
  const control = controlOf(options.config)
  if (id.includes('@')) {
    const found = await control.get<{ broken: BrokenAddress | null }>(`/addresses/${encodeURIComponent(id)}`)
    return options.json === true ? sayJson(found) : printAddress(id, found.broken)
  }
  if (id.startsWith('sub_') && options.pages === undefined) {
    const mail = await control.get<MailDetail>(`/mails/${encodeURIComponent(id)}`)
    if (mail.faxes.length !== 1) return options.json === true ? sayJson(mail) : printMail(mail)
  }
  const path = `/faxes/${encodeURIComponent(id)}`
  const fax = await control.get<FaxDetail>(path)
  if (options.pages !== undefined) await writePages(await control.bytes(`${path}/pages.tiff`), options.pages)
  if (options.json === true) return sayJson(fax)
  say(summary(fax))
  if (fax.parts.length > 0) {
    const rows = fax.parts.map(part => [
      part.name,
      part.leftOut === null ? placeOf(part.pages) : `left out: ${part.leftOut}`,
    ])
    say(`\n${table(['DOCUMENT', 'PAGES'], rows, 70)}`)
  }
  say(`\n${timeline(fax)}`)
  if (options.pages !== undefined) say(`\nThe pages are in ${options.pages}.`)
}

function summary(fax: FaxDetail): string {
  const { outcome, submission } = fax
  const delivered = outcome?.kind === 'delivered' ? outcome : null
  const failed = outcome?.kind === 'failed' ? outcome : null
  return fields([
    ['Fax', fax.id],
    ['State', fax.state],
    ['Held', fax.held],
    ['Legal hold', fax.legalHolds.join('; ')],
    ['Waits until', fax.waitsUntil === null ? null : localTime(fax.waitsUntil)],
    [
      'Failure',
      fax.failure === null
        ? null
        : `${fax.failure}: ${fax.failureText ?? FAX_FAILURES[fax.failure].sentence}`,
    ],
    ['Provider said', failed === null ? null : `${failed.providerCode} ${failed.providerText}`],
    ['Number', `${fax.number} (written ${fax.recipientAddress})`],
    [
      'From',
      `${fax.from} (${submission.evidence}, ${submission.peerAddress}, listener ${submission.listener})`,
    ],
    ['Subject', fax.subject],
    ['Options', optionsText(fax)],
    ['List', fax.list],
    ['Subscriber', fax.subscriber],
    ['Pages', fax.pages === null ? null : `${fax.pages}, ${fax.resolution ?? 'deleted'}`],
    ['Line time', fax.lineSeconds === null ? null : `about ${durationText(fax.lineSeconds)}`],
    ['Remote station', delivered?.remoteStationId ?? failed?.remoteStationId ?? null],
    ['Call', delivered?.callSeconds == null ? null : `${delivered.callSeconds} s`],
    ['Provider', fax.account === null ? null : `${fax.account}, ${fax.attempts} hand-over(s)`],
    ['Provider id', fax.attemptList.at(-1)?.providerRef ?? null],
    ['Mail', `${submission.id}, ${submission.size} bytes, ${submission.messageId ?? 'no Message-ID'}`],
    ['Mail SHA-256', submission.sha256],
    ...fax.delivered.map((one): [string, string] => [
      'Sent SHA-256',
      `${one.sha256} (${one.format}, ${one.bytes} bytes, to ${one.to}${fax.attempts > 1 ? `, hand-over ${one.round}` : ''})`,
    ]),
    ['Sends again', fax.resendOf],
  ])
}

function optionsText({ options }: FaxDetail): string | null {
  const all = Object.entries(options).map(([name, value]) => `${name}=${value}`)
  return all.length === 0 ? null : all.join(', ')
}

function timeline(fax: FaxDetail): string {
  const lines = fax.history.map(entry => [localTime(entry.at), entry.type, entry.text] as const)
  const width = Math.max(0, ...lines.map(([, type]) => type.length))
  return lines.map(([at, type, text]) => `${at}  ${type.padEnd(width)}  ${harmless(text)}`).join('\n')
}

/** A part without pages of its own that is in the fax stands on its cover page. */
const placeOf = (pages: number): string => (pages === 0 ? 'on the cover page' : pagesText(pages))

const pagesText = (pages: number): string => (pages === 1 ? '1 page' : `${pages} pages`)
