/**
 * Bounces of the mails that bring received faxes: what they say goes into the history of the fax, and an address whose mail
 * failed, or was given up, is marked as broken, which is an alarm (alarms/). A bounce never becomes a fax nor a mail, and
 * changes no state of a fax: the relay had taken the mail, and the provider was told so.
 */
import { type Bounce, type BounceDesk, BROKEN_MS, type ReportedRecipient } from '../fax/bounce.ts'
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import { safeText } from '../mail/safe-text.ts'
import type { BrokenAddressStore } from '../store/broken-addresses.ts'
import { returnedMail } from './return-path.ts'
import { type InboundDeps, line } from './steps.ts'

/** What is needed to mark an address as broken. */
export interface BrokenDeps {
  readonly store: BrokenAddressStore
  readonly runtime: InboundDeps['runtime']
}

export type BounceDeps = Pick<InboundDeps, 'config' | 'replyKey'> &
  BrokenDeps & {
    readonly store: InboundDeps['store'] & BrokenAddressStore
    /** Null: it is no delivery report. */
    readonly read: (raw: Uint8Array) => readonly ReportedRecipient[] | null
  }

/** A report with the returned mail behind it: what it says stands in front. */
const MOST_BYTES = 1024 * 1024

export function makeBounces(deps: BounceDeps): BounceDesk {
  const { config, runtime, replyKey } = deps
  const mailOf = (token: string) =>
    config.current.relay.bounces === undefined ? null : returnedMail(replyKey, token, runtime.clock.now())
  return {
    knows: token => mailOf(token) !== null,
    async take(bounce) {
      const id = mailOf(bounce.token)
      const mail = id === null ? null : await deps.store.mail(id)
      if (mail === null) return 'The mail that it is about is not known any more.'
      return came(deps, mail, bounce)
    },
  }
}

async function came(deps: BounceDeps, mail: OutgoingMail, { reversePath, raw }: Bounce): Promise<string> {
  const report = deps.read(await headOf(raw()))
  // Whoever answers by machine or by hand answers the return path now and then. It says nothing about delivery.
  if (report === null) {
    const what = reversePath === '' ? 'that says nothing of delivery' : `of ${safeText(reversePath, 100)}`
    await note(deps, mail, 'mailAnswered', `To the mail to ${mail.to} came a mail ${what}.`)
    return 'It is no delivery report: nothing was done.'
  }
  for (const said of report) {
    const text = sentenceOf(mail, said)
    await note(deps, mail, said.action === 'failed' ? 'mailReturned' : 'mailReported', text, { ...said })
  }
  const failed = report.find(({ action }) => action === 'failed')
  if (failed !== undefined) await broken(deps, mail, failed)
  return 'The report was taken.'
}

/** What follows the first megabyte is read, so that the client gets its answer, and dropped. */
async function headOf(raw: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of raw) {
    if (size < MOST_BYTES) chunks.push(Uint8Array.from(chunk))
    size += chunk.length
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES)
}

function sentenceOf({ to }: OutgoingMail, { action, status, diagnostic }: ReportedRecipient): string {
  const why = safeText([status, diagnostic].filter(text => text !== '').join(' '), 300)
  const what = {
    failed: 'came back',
    delayed: 'is late',
    delivered: 'arrived',
    relayed: 'was passed on',
    expanded: 'was spread',
  }
  return `The mail to ${to} ${what[action]}${why === '' ? '.' : `: ${why}`}`
}

async function note(
  deps: BounceDeps,
  mail: OutgoingMail,
  type: string,
  text: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  deps.runtime.log.info({ mail: mail.id, subject: mail.subjectId, type }, text)
  await deps.store.changeInbound(mail.subjectId as InboundFaxId, fax => ({
    fax,
    tasks: [],
    history: line(deps, type, text, { mailId: mail.id, ...more }),
    mails: [],
  }))
}

/** The relay would not take the mail of a received fax, or not in all the days that it was tried. */
export async function mailGivenUp(deps: BrokenDeps, mail: OutgoingMail, why: string): Promise<void> {
  if (!mail.subjectId.startsWith('inb_')) return
  await broken(deps, mail, { status: '', diagnostic: why })
}

async function broken(
  deps: BrokenDeps,
  mail: OutgoingMail,
  failed: Pick<ReportedRecipient, 'status' | 'diagnostic'>,
): Promise<void> {
  const now = deps.runtime.clock.now()
  await deps.store.noteBounce(
    {
      address: mail.to.toLowerCase(),
      status: safeText(failed.status, 20),
      diagnostic: safeText(failed.diagnostic, 300),
      subjectId: mail.subjectId,
    },
    { now, wellAfter: (now - BROKEN_MS) as EpochMs },
  )
  deps.runtime.log.error({ address: mail.to, inbound: mail.subjectId }, 'mails to an address come back')
}
