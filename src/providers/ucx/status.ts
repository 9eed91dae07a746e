/** How a fax stands, one or many at a time. A job that is still active is asked before the records. */
import type { ProviderReport, SubmittedFax } from '../provider.ts'
import type { JobRow } from './api.ts'
import type { UcxClient } from './calls.ts'
import { type DialRules, isSameCall } from './dial.ts'
import { jobIdOf } from './fields.ts'
import { activeJobs, jobStatus } from './methods.ts'
import { newestRecords } from './records.ts'
import { reportOf } from './words.ts'

/** Pages of records, the latest first, that one look goes through for faxes that are no longer active. */
const PAGES = 20

/** JobStatus, and when the UCX knows the job no more, its records. */
export async function status(
  client: UcxClient,
  rules: DialRules,
  fax: SubmittedFax,
  signal: AbortSignal,
): Promise<ProviderReport> {
  const jobId = refOf(fax)
  if (jobId === null) return { kind: 'unknown', raw: 'no job id' }
  const job = await jobStatus(client, jobId, signal)
  if (job !== null) return reportFor(job, false, fax, rules)
  let pages = 0
  for await (const page of newestRecords(client, 'TX', signal)) {
    const record = page.find(({ id }) => id === jobId)
    if (record !== undefined) return reportFor(record.row, true, fax, rules)
    if (++pages >= PAGES) break
  }
  return { kind: 'unknown', raw: `${jobId}: Job not found` }
}

/** ActiveJobs once for all, then as many records as it takes. What is in neither has no news. */
export async function statusOfMany(
  client: UcxClient,
  rules: DialRules,
  faxes: readonly SubmittedFax[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ProviderReport>> {
  const reports = new Map<string, ProviderReport>()
  const open = new Map(faxes.flatMap(fax => listed(fax)))
  if (open.size === 0) return reports
  const tell = (id: string, row: JobRow, ended: boolean) => {
    const fax = open.get(id)
    if (fax === undefined) return
    reports.set(fax.reference, reportFor(row, ended, fax, rules))
    open.delete(id)
  }
  const { jobs } = await activeJobs(client, 'TX', signal)
  for (const { id, row } of jobs) tell(id, row, false)
  if (open.size === 0) return reports
  let pages = 0
  for await (const page of newestRecords(client, 'TX', signal)) {
    for (const { id, row } of page) tell(id, row, true)
    if (open.size === 0 || ++pages >= PAGES) break
  }
  return reports
}

/** What a row says of a fax, if it is the row of that fax. */
export function reportFor(row: JobRow, ended: boolean, fax: SubmittedFax, rules: DialRules): ProviderReport {
  const shown = row.destination || row.phone_number
  // Job numbers begin anew when a UCX is set up again: then this is somebody else's fax.
  if (shown !== '' && isSameCall(shown, fax.to, rules) === 'no')
    return { kind: 'unknown', raw: `${fax.providerRef} is a fax to another number now` }
  return reportOf(row, ended, fax.pageCount)
}

/** The job id of a fax; null: the UCX has told none. */
export const refOf = (fax: SubmittedFax): string | null =>
  fax.providerRef === null ? null : jobIdOf(fax.providerRef, 'TX')

function listed(fax: SubmittedFax): [string, SubmittedFax][] {
  const id = refOf(fax)
  return id === null ? [] : [[id, fax]]
}
