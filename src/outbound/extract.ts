/** From a stored mail to the files that are printed, as its sender and subscriber want it. */
import { createHash } from 'node:crypto'
import type { Config } from '../config/schema.ts'
import { contentsOf, type MailContents } from '../documents/contents/contents.ts'
import { textPlaceFor } from '../documents/mail/parts.ts'
import { makeMailScanner } from '../documents/mail/scan.ts'
import type { Known } from '../documents/slots.ts'
import type { FaxJob } from '../fax/job.ts'
import { bareKey } from '../fax/key-text.ts'
import type { Submission } from '../fax/submission.ts'
import type { SeenPictures } from '../store/seen-pictures.ts'
import { coverOf } from './finish.ts'
import { type OutboundDeps, subscriberOf } from './steps.ts'

/** Does this fax get a cover page? */
export const hasCover = (deps: Pick<OutboundDeps, 'config'>, job: FaxJob): boolean =>
  coverOf(job, subscriberOf(deps.config.current, job.subscriberId)) !== null

/** What the mail faxes, in files in `folder`. Throws as `contentsOf`. */
export async function extract(
  deps: OutboundDeps,
  submission: Submission,
  jobs: readonly FaxJob[],
  { folder, known, signal }: { readonly folder: string; readonly known: Known; readonly signal: AbortSignal },
): Promise<MailContents> {
  const limits = { ...deps.config.current.smtp.limits, lineEndings: 'lenient' } as const
  const scanner = makeMailScanner(limits)
  for await (const chunk of deps.spool.read(submission.raw)) scanner.write(chunk)
  const read = (offset: number, length: number) => deps.spool.readRange(submission.raw, offset, length)
  const subscriber = subscriberOf(deps.config.current, submission.subscriberId)
  // The same for all faxes of a mail.
  const wish = jobs[0]?.recipient.options.text ?? subscriber?.text ?? 'auto'
  const withCover = jobs.some(job => hasCover(deps, job))
  return contentsOf(
    { index: scanner.end(), read },
    {
      keyCut: submission.keyDigest !== null,
      keyDigest: await keysOf(deps, submission),
      textPlace: textPlaceFor(wish, withCover),
      edits: { cutSignature: subscriber?.cut_signature ?? false },
    },
    {
      folder,
      limits,
      unpack: subscriber?.unpack_zip ?? false,
      expand: request => deps.renderer.expand(request, signal, known),
      seenBefore: async sha256 => (await deps.store.picturesSeen(picturesOf(submission, [sha256])))[0] ?? 0,
    },
  )
}

/** Small pictures of a mail, for the memory of its sender's logos. */
export function picturesOf(
  { id, subscriberId, from }: Pick<Submission, 'id' | 'subscriberId' | 'from'>,
  sha256: readonly string[],
): SeenPictures {
  const sender = createHash('sha256')
    .update(`${subscriberId} ${(from ?? '').toLowerCase()}`)
    .digest('hex')
  return { sender, submissionId: id, sha256 }
}

/** Lines to cut out: the mail's own key, and those of others, which a forwarded mail may still carry. */
async function keysOf(
  { config, store }: OutboundDeps,
  { keyDigest }: Submission,
): Promise<ReadonlySet<string>> {
  const made = (await store.keys()).flatMap(key => [key.made, key.previous?.digest ?? null])
  const all = [keyDigest, ...configured(config.current), ...made]
  return new Set(all.flatMap(digest => (digest === null ? [] : [digest.toLowerCase()])))
}

function configured({ subscribers }: Config): string[] {
  return subscribers.flatMap(({ secret_key: key }) => {
    if (key === null) return []
    return [typeof key === 'string' ? createHash('sha256').update(bareKey(key)).digest('hex') : key.sha256]
  })
}
