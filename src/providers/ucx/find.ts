/**
 * After a lost answer: did the UCX take the fax? It gives no reference back, so job number, destination, time, pages
 * and modem must tell. Whoever says "not found" wrongly makes a fax go out twice; in doubt a person decides.
 */
import type { EpochMs } from '../../fax/id.ts'
import type { FindReply, SubmittedFax } from '../provider.ts'
import type { UcxClient } from './calls.ts'
import { type DialRules, isSameCall } from './dial.ts'
import { countOf, jobNumber, plain, timeOf } from './fields.ts'
import { activeJobs, type Job } from './methods.ts'
import { allRecords, highest, newestRecords } from './records.ts'

/** How much earlier than our request a job may seem to have begun: clocks differ. */
const CLOCKS_MS = 60_000
/** Without a watermark, jobs older than this before our request are certainly not ours, whatever the time zone. */
const OLD_MS = 24 * 3_600_000
/** More candidates than this help nobody to decide. */
const SHOWN = 5

/** `TX82`: the highest job number that the UCX shows now; `TX0` for none. */
export async function watermark(client: UcxClient, signal: AbortSignal): Promise<string> {
  const { jobs } = await activeJobs(client, 'TX', signal)
  let most = Math.max(0, highest(jobs))
  for await (const page of newestRecords(client, 'TX', signal)) {
    most = Math.max(most, highest(page))
    break
  }
  return `TX${most}`
}

export interface FindOptions {
  readonly client: UcxClient
  readonly rules: DialRules
  readonly faxId: string
}

/** `fits`: everything that can be compared is the same. `maybe`: something differs that does not prove anything. */
type Likeness = 'fits' | 'maybe' | 'no'

export async function find(options: FindOptions, fax: SubmittedFax, signal: AbortSignal): Promise<FindReply> {
  const { client } = options
  // Active jobs first: one that ends meanwhile is then still seen among the records.
  const active = await activeJobs(client, 'TX', signal)
  const records = await allRecords(client, 'TX', signal)
  const jobs = [...new Map([...active.jobs, ...records.jobs].map(job => [job.id, job])).values()]
  // Below the watermark now: the numbers began anew, or the latest records were deleted. Then numbers prove nothing.
  const after = highest(jobs) < jobNumber(fax.watermark) ? -1 : jobNumber(fax.watermark)
  const judged = jobs.map(job => ({ job, likeness: likeness(options, job, fax, after) }))
  const fitting = judged.filter(each => each.likeness === 'fits').map(each => each.job)
  const possible = judged.filter(each => each.likeness !== 'no').map(each => each.job)
  const whole = records.complete && active.unreadable === 0
  const [only] = fitting
  if (only !== undefined && fitting.length === 1 && whole) return { kind: 'found', providerRef: only.id }
  if (possible.length === 0 && whole) return { kind: 'notFound' }
  const why = whole ? '' : ' Its list of jobs could not be read as a whole.'
  if (possible.length === 0)
    return { kind: 'cannotTell', text: `The UCX shows no job that fits.${why} Look into its fax records.` }
  const shown = possible.slice(0, SHOWN).map(described).join('; ')
  const more = possible.length > SHOWN ? ` and ${possible.length - SHOWN} more` : ''
  return {
    kind: 'cannotTell',
    text: `The UCX may have taken the fax as one of these jobs: ${shown}${more}.${why}`,
  }
}

function likeness(
  { rules, faxId }: FindOptions,
  { id, row }: Job,
  fax: SubmittedFax,
  after: number,
): Likeness {
  if (jobNumber(id) <= after) return 'no'
  const same = isSameCall(row.destination || row.phone_number, fax.to, rules)
  if (same === 'no') return 'no'
  const at = timeOf(row.time)
  if (after < 0 && at !== null && at < fax.submittedAt - OLD_MS) return 'no'
  const pages = countOf(row.total_pages) ?? 0
  const modem = /^ttyIAX([0-9]+)$/i.exec(row.modem)?.[1]
  // Which modem belongs to which virtual fax is not documented, clocks differ, and a UCX may count pages otherwise.
  const differs =
    (at !== null && at < fax.submittedAt - CLOCKS_MS) ||
    (pages > 0 && fax.pageCount > 0 && pages !== fax.pageCount) ||
    (modem !== undefined && /^[0-9]+$/.test(faxId) && Number(modem) !== Number(faxId))
  return same === 'unsure' || differs ? 'maybe' : 'fits'
}

function described({ id, row }: Job): string {
  const at = timeOf(row.time)
  const parts = [
    `${id} to ${plain(row.destination || row.phone_number) || 'an unknown number'}`,
    at === null ? '' : `at ${utc(at)}`,
    row.total_pages === '' ? '' : `${plain(row.total_pages)} pages`,
    plain(row.state),
    plain(row.modem),
  ]
  return parts.filter(part => part !== '').join(', ')
}

const utc = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
