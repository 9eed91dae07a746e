/** The methods of the UCX Fax API, one function each, as the document names them. Token is in client.ts. */
import type { z } from 'zod'
import type { BridgeError } from '../../fax/error.ts'
import type { DocumentFormat } from '../provider.ts'
import {
  countAnswer,
  type FaxRow,
  faxesAnswer,
  faxRow,
  type JobRow,
  jobRow,
  listAnswer,
  recordsAnswer,
  sendAnswer,
  statusAnswer,
  type UsageRow,
  usageRow,
} from './api.ts'
import { isNotFound, type UcxAnswer, type UcxClient } from './calls.ts'
import { type JobKind, jobIdOf } from './fields.ts'

/** A row with the id that all our requests use: `TX82`. */
export interface Job {
  readonly id: string
  readonly row: JobRow
}

/** `unreadable`: rows that could not be read. What is looked for may be one of them. */
export interface JobList {
  readonly jobs: readonly Job[]
  readonly unreadable: number
}

const LIST_BYTES = 32 * 1024 * 1024
/** A received fax of some hundred pages. */
const FILE_BYTES = 256 * 1024 * 1024

/** FaxList: the virtual faxes of this UCX. */
export async function faxList(client: UcxClient, signal: AbortSignal): Promise<readonly FaxRow[]> {
  const { faxes } = await client.get(get('faxlist'), faxesAnswer, signal)
  return readable(faxes, faxRow)
}

/** FaxUsage: what the virtual faxes do now, in words for a person. */
export async function faxUsage(
  client: UcxClient,
  faxId: string,
  signal: AbortSignal,
): Promise<readonly UsageRow[]> {
  const { faxes } = await client.get(get('faxusage', { fax_id: faxId }), faxesAnswer, signal)
  return readable(faxes, usageRow)
}

export interface SendFile {
  readonly faxId: string
  /** What is dialled. */
  readonly destination: string
  readonly fileName: string
  readonly format: DocumentFormat
  readonly bytes: Uint8Array
}

export type SendAnswer =
  | { readonly kind: 'taken'; readonly jobId: string | null }
  /** The UCX says that it did not take it. `error` is what to throw when the message is not about this fax. */
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly message: string
      readonly error: BridgeError
    }

/** FileSend. Throws E_PROVIDER_NO_ANSWER for every answer that leaves open whether the fax was taken. */
export async function fileSend(client: UcxClient, file: SendFile, signal: AbortSignal): Promise<SendAnswer> {
  const { faxId, destination, fileName, format, bytes } = file
  const type = format === 'tiff' ? 'image/tiff' : 'application/pdf'
  const answer = await client.ask(
    {
      method: 'POST',
      path: 'filesend',
      effect: 'submits',
      body: {
        multipart: [
          { name: 'fax_id', value: faxId },
          { name: 'destination', value: destination },
          { name: 'attachment', value: { bytes, fileName, type } },
        ],
      },
    },
    signal,
  )
  if (answer.kind === 'success') {
    const { job_id, jobid } = client.shaped(answer, sendAnswer, 'submits')
    return { kind: 'taken', jobId: jobIdOf(job_id || jobid, 'TX') }
  }
  const error = client.failure(answer, 'submits')
  if (error.kind === 'ambiguous') throw error
  const message = answer.kind === 'error' ? client.safe(answer.message) : ''
  return { kind: 'refused', status: answer.response.status, message, error }
}

/** JobStatus. Null: the UCX knows no such job. */
export async function jobStatus(
  client: UcxClient,
  jobId: string,
  signal: AbortSignal,
): Promise<JobRow | null> {
  const answer = await client.ask(get('jobstatus', { job_id: jobId }), signal)
  if (isNotFound(answer)) return null
  if (answer.kind !== 'success') throw client.failure(answer, 'nothing')
  const { status } = client.shaped(answer, statusAnswer, 'nothing')
  return jobRow.parse(status[0] ?? {})
}

/** JobCancel. False: the UCX knows no such job. Never for a job that has ended: that would delete its result. */
export async function jobCancel(client: UcxClient, jobId: string, signal: AbortSignal): Promise<boolean> {
  return done(client, await client.ask(put('jobcancel', jobId), signal))
}

/** RecordDelete: deletes record and file. False: the UCX knows no such record. */
export async function recordDelete(client: UcxClient, jobId: string, signal: AbortSignal): Promise<boolean> {
  return done(client, await client.ask(put('recorddelete', jobId), signal))
}

/** ActiveJobs. Of TX only those that came through this API. */
export async function activeJobs(client: UcxClient, kind: JobKind, signal: AbortSignal): Promise<JobList> {
  const { list } = await client.get(get('activejobs', { type: kind }), listAnswer, signal)
  return jobsOf(list, kind)
}

/** RecordCount: completed jobs. */
export async function recordCount(client: UcxClient, kind: JobKind, signal: AbortSignal): Promise<number> {
  return (await client.get(get('recordcount', { type: kind }), countAnswer, signal)).count
}

/** RecordsGet. `offset` is only valid beside `limit`. */
export async function recordsGet(
  client: UcxClient,
  kind: JobKind,
  window: { readonly limit: number; readonly offset: number },
  signal: AbortSignal,
): Promise<JobList> {
  const request = { ...get('recordsget', { type: kind, ...window }), maxBytes: LIST_BYTES }
  const { records } = await client.get(request, recordsAnswer, signal)
  return jobsOf(records, kind)
}

/** FileDownload. Null: the UCX has no such file (any more). */
export async function fileDownload(
  client: UcxClient,
  jobId: string,
  signal: AbortSignal,
): Promise<{ readonly format: DocumentFormat; readonly bytes: Uint8Array } | null> {
  const request = {
    ...get('filedownload', { job_id: jobId }),
    maxBytes: FILE_BYTES,
    headers: { accept: 'application/json, */*' },
  }
  const answer = await client.ask(request, signal)
  if (isNotFound(answer)) return null
  const { response } = answer
  const format = formatOf(response.body)
  if (answer.kind === 'other' && response.status >= 200 && response.status < 300 && format !== null)
    return { format, bytes: response.body }
  throw client.failure(
    answer.kind === 'success' ? { kind: 'other', response, saysSuccess: false } : answer,
    'nothing',
  )
}

/** By the first bytes: the name and the type that come with it prove nothing. */
function formatOf(bytes: Buffer): DocumentFormat | null {
  const begin = bytes.subarray(0, 4).toString('latin1')
  if (begin === '%PDF') return 'pdf'
  return begin === 'II*\0' || begin === 'MM\0*' ? 'tiff' : null
}

const get = (path: string, query: Readonly<Record<string, string | number>> = {}) =>
  ({ method: 'GET', path, query, effect: 'nothing' }) as const

const put = (path: string, jobId: string) =>
  ({ method: 'PUT', path, body: { json: { job_id: jobId } }, effect: 'nothing' }) as const

function done(client: UcxClient, answer: UcxAnswer): boolean {
  if (isNotFound(answer)) return false
  if (answer.kind !== 'success') throw client.failure(answer, 'nothing')
  return true
}

function jobsOf(rows: readonly unknown[], kind: JobKind): JobList {
  const jobs = rows.flatMap(raw => {
    const parsed = jobRow.safeParse(raw)
    const id = parsed.success ? jobIdOf(parsed.data.jobid || parsed.data.job_id, kind) : null
    return parsed.success && id !== null ? [{ id, row: parsed.data }] : []
  })
  return { jobs, unreadable: rows.length - jobs.length }
}

function readable<T extends z.ZodType>(rows: readonly unknown[], schema: T): z.output<T>[] {
  return rows.flatMap(raw => {
    const parsed = schema.safeParse(raw)
    return parsed.success ? [parsed.data] : []
  })
}
