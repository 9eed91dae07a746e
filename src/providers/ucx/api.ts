/**
 * What goes over the wire, as the document of the UCX Fax API has it, and lenient where it is unsure: counters come as
 * strings or numbers, every listed field may be absent, lists name the job `jobid`, requests and FileSend `job_id`.
 */
import { z } from 'zod'

/** A value that the UCX sends as a string or as a number. Absent, null and anything else: empty. */
const text = z
  .union([z.string(), z.number().transform(String)])
  .transform(value => value.trim())
  .catch('')

/** `status` of JobCancel and RecordDelete, and of errors of FileDownload: one text or several lines. */
export const lines = z
  .union([z.string(), z.array(z.string()).transform(all => all.join(' '))])
  .transform(value => value.trim())
  .catch('')

/** Every JSON answer. `result` is `Success` or `Error`. */
export const envelope = z.looseObject({ result: z.string(), message: lines, status: z.unknown().optional() })

export const tokenAnswer = z.looseObject({ token: z.string().regex(/^[\x21-\x7e]{1,4096}$/) })

export const sendAnswer = z.looseObject({ job_id: text, jobid: text, device: text, destination: text })

/** Only the type of list, never its rows: one bad row must not hide the others. */
export const faxesAnswer = z.looseObject({ faxes: z.array(z.unknown()) })
export const listAnswer = z.looseObject({ list: z.array(z.unknown()) })
export const recordsAnswer = z.looseObject({ records: z.array(z.unknown()) })
export const countAnswer = z.looseObject({
  count: z.union([
    z.int().min(0),
    z
      .string()
      .regex(/^\s*[0-9]{1,9}\s*$/)
      .transform(Number),
  ]),
})

/** The document calls it an array and shows an object. */
export const statusAnswer = z.looseObject({
  status: z.union([z.array(z.looseObject({})).min(1), z.looseObject({}).transform(one => [one])]),
})

/** A virtual fax of FaxList. */
export const faxRow = z.looseObject({
  id: z.union([z.string().min(1), z.number().transform(String)]),
  extension: text,
  name: text,
  cidnumber: text,
  cidname: text,
})

/** A virtual fax of FaxUsage. */
export const usageRow = z.looseObject({
  id: z.union([z.string().min(1), z.number().transform(String)]),
  state: text,
  jobCount: text,
})

/** A job of JobStatus, ActiveJobs or RecordsGet: they differ in which fields they have. */
export const jobRow = z.looseObject({
  jobid: text,
  job_id: text,
  time: text,
  destination: text,
  phone_number: text,
  cid_name: text,
  station_id: text,
  state: text,
  sent_pages: text,
  total_pages: text,
  attempts: text,
  max_retries: text,
  max_attempts: text,
  ndials: text,
  maxdials: text,
  time_to_send: text,
  duration: text,
  status_text: text,
  requestor: text,
  modem: text,
})

export type FaxRow = z.output<typeof faxRow>
export type UsageRow = z.output<typeof usageRow>
export type JobRow = z.output<typeof jobRow>
