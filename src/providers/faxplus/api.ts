/**
 * What goes over the wire to and from FAX.PLUS v3. Lenient where its texts differ: only an id is demanded of a record,
 * numbers may come as text, a field of a strange type counts as absent.
 */
import { z } from 'zod'

const text = z.union([z.string(), z.number()]).transform(String)
const maybeText = text.nullish().catch(null)
const maybeNumber = z.coerce.number().min(0).nullish().catch(null)
const maybeCount = maybeNumber.transform(own => (own == null ? null : Math.trunc(own)))
const maybeFlag = z.boolean().nullish().catch(null)

/** An object in the outbox, a plain text in a record; either is taken in either place. */
const comment = z
  .union([
    z.string().transform(own => ({ text: own, tags: [] as string[] })),
    z.object({ text: z.string().nullish().catch(null), tags: z.array(z.string()).nullish().catch(null) }),
  ])
  .nullish()
  .catch(null)
  .transform(own => ({ text: own?.text ?? '', tags: own?.tags ?? [] }))

export const outboxItem = z.object({
  id: text,
  status: maybeText,
  comment,
  to: z.array(text).nullish().catch(null),
  page_count: maybeCount,
  submit_time: maybeText,
})
export type OutboxItem = z.output<typeof outboxItem>

export const faxRecord = z.object({
  id: text,
  status: maybeText,
  comment,
  description: maybeText,
  direction: maybeText,
  duration: maybeNumber,
  file: maybeText,
  from: maybeText,
  /** In one of the vendor's own examples in place of `from`. */
  from_number: maybeText,
  to: maybeText,
  to_number: maybeText,
  is_read: maybeFlag,
  pages: maybeCount,
  start_time: maybeText,
  submit_time: maybeText,
  last_update: maybeText,
})
export type FaxRecord = z.output<typeof faxRecord>

/** A list and its wrappers: `{data:{records}}` of faxes, `{records}` of the outbox, `{data}` of hooks, `{numbers}`. */
const wrapped = (name: string) => {
  const list = z
    .array(z.unknown())
    .nullable()
    .transform(own => own ?? [])
  return z.union([
    list,
    z.object({ data: z.object({ [name]: list }) }).transform(own => own.data[name] ?? []),
    z.object({ [name]: list }).transform(own => own[name] ?? []),
    z.object({ data: list }).transform(own => own.data),
  ])
}
export const recordList = wrapped('records')
export const numberList = wrapped('numbers')

export const uploaded = z
  .union([z.object({ path: z.string().min(1) }), z.object({ file_path: z.string().min(1) })])
  .transform(own => ('path' in own ? own.path : own.file_path))

/** `ids` comes only when asked for, keyed by the number as FAX.PLUS spells it. `id`: as an older text has it. */
export const submitted = z.object({
  ids: z.record(z.string(), z.unknown()).nullish().catch(null),
  id: maybeText,
})

export const apiError = z.object({ error: maybeText, description: maybeText })

export const hook = z.object({ id: text, target: z.string(), event: maybeText })
export type Hook = z.output<typeof hook>
export const createdHook = z.object({ id: maybeText })

export const account = z.object({
  uid: maybeText,
  status: maybeText,
  account_data: z.object({ save_history: maybeFlag }).nullish().catch(null),
})
export const memberDetail = z.object({ quota: maybeCount, role: maybeText })
export const ownNumber = z.object({
  number: text,
  status: maybeText,
  is_canceled: maybeFlag,
  expiration_date: maybeText,
})
export type OwnNumber = z.output<typeof ownNumber>

/** RFC 6749 §5.1. */
export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().nullish().catch(null),
  refresh_token: z.string().min(1).nullish().catch(null),
})

/** Numbers are called from/to in the API texts and from_number/to_number in the SDK: neither is needed here. */
export const webhookBody = z.object({
  hook: z.object({ id: maybeText, event: z.string() }),
  data: z.object({ id: maybeText }).nullish().catch(null),
})
