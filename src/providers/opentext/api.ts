/** What OpenText's API answers, as far as its documents say. Lenient: numbers may come as text, most fields may be missing. */
import { z } from 'zod'

const text = z
  .union([z.string(), z.number()])
  .transform(String)
  .nullish()
  .catch(null)
  .transform(value => value ?? null)

/** A number, or digits as text. Anything else counts as missing. */
const number = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^\d{1,12}(?:\.\d{1,6})?$/)
      .transform(Number),
  ])
  .nullish()
  .catch(null)
  .transform(value => (value === undefined || value === null || value < 0 ? null : value))

const id = z.union([z.string().trim().min(1).max(500), z.number().transform(String)])

/** A list, or one element without its brackets; null counts as empty. */
const listOf = <T extends z.ZodType>(element: T) =>
  z
    .union([z.array(element), element.transform(one => [one] as z.output<T>[])])
    .nullish()
    .transform((value): readonly z.output<T>[] => value ?? [])

/** `POST /outbound/faxes` → 200. */
export const SubmitAnswer = z.object({ job_id: id })

export const DeliveryAttempt = z.object({
  state: text,
  gamma_code: text,
  first_attempt: text,
  delivery_time: text,
  delivery_sec: number,
  pages_delivered: number,
  rcsid: text,
})

export const Delivery = z.object({
  fax: text,
  ref_base64: text,
  delivery_attempts: listOf(DeliveryAttempt),
})

/** `GET /outbound/faxes/status`, and the webhook about faxes we sent. */
export const StatusAnswer = z.object({
  job_id: id.nullish().transform(value => value ?? null),
  job_state: listOf(z.string()),
  customer_reference_base64: text,
  deliveries: listOf(Delivery),
})

/** `GET /inbound/documents/next`, and the webhook about received faxes. */
export const InboundAnswer = z.object({
  // It becomes part of a path, in which dots alone would mean another one.
  doc_id: z
    .string()
    .min(1)
    .max(1000)
    .refine(docId => !/^\.+$/.test(docId), 'it has dots alone'),
  document_class: text,
  job_id: text,
  transaction_info: z
    .object({
      tsid: text,
      ani: text,
      dnis: text,
      call_date: text,
      page_count: number,
      internal_fax_id: text,
    })
    .nullish()
    .transform(value => value ?? null),
  document: z
    .object({ type: text, data: z.string() })
    .nullish()
    .transform(value => value ?? null),
})

/** OAuth's token answer. RFC 6749 §5.1 */
export const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: number })

export type DeliveryAttempt = z.output<typeof DeliveryAttempt>
export type StatusAnswer = z.output<typeof StatusAnswer>
export type InboundAnswer = z.output<typeof InboundAnswer>
