/**
 * What NGCP's API says, as schemas and nothing else. Lenient where releases differ: whole numbers come as numbers or
 * text, a list of one may come as the one, an empty list may be missing.
 */
import { z } from 'zod'

/** A field of free text. Releases give null for nothing. */
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform(value => (value === null || value === undefined ? '' : String(value).trim()))

/** A count that does not matter enough to fail for: anything odd is 0. */
const count = z
  .unknown()
  .optional()
  .transform(value => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : 0
  })

const id = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
])

/** true, false, 1, 0 or the same as text. */
const isOn = (value: unknown) => value === true || value === 1 || value === '1' || value === 'true'
const flag = z.unknown().optional().transform(isOn)
/** As flag, in releases that have it. */
const flagIfThere = z
  .unknown()
  .optional()
  .transform(value => (value === undefined || value === null ? undefined : isOn(value)))

/** One line of the fax journal: an attempt, or a received fax. `time`: `YYYY-MM-DD HH:MM:SS` in the zone asked for. */
export const journalRow = z.object({
  id,
  time: text,
  subscriber_id: count,
  direction: text,
  caller: text,
  callee: text,
  reason: text,
  status: text,
  filename: text,
  duration: count,
  pages: count,
})
export type JournalRow = z.output<typeof journalRow>

/** HAL: what a collection holds. One item may come without its list, none without the whole key. */
function embedded<T extends z.ZodType>(relation: string, item: T) {
  return z
    .object({ [relation]: z.union([z.array(item), item.transform(one => [one])]).optional() })
    .nullish()
    .transform((holder): z.output<T>[] => (holder?.[relation] as z.output<T>[] | undefined) ?? [])
}

/** `GET /api/faxes/` */
export const journalPage = z.object({
  _embedded: embedded('ngcp:faxes', journalRow),
  _links: z.object({ next: z.unknown() }).partial().nullish(),
})

const capability = z.object({ name: text, enabled: flag })
/** `GET /api/capabilities/` */
export const capabilities = z.object({ _embedded: embedded('ngcp:capabilities', capability) })

/** `POST /login_jwt`. `expires`: seconds since 1970. */
export const loginReply = z.object({ jwt: z.string().min(1), expires: count })

/** Every error: `{code, message}`. */
export const errorReply = z.object({ message: text })

/** `GET /api/subscribers/{id}`, only what a probe shows. */
export const subscriber = z.object({
  primary_number: z.object({ cc: text, ac: text, sn: text }).nullish(),
})

/** Lists of the settings. Rows keep what we do not know, save NGCP's own keys of the row. */
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform(list => list ?? [])

export const faxServerSettings = z.looseObject({
  name: z.string().nullish(),
  password: z.string().nullish(),
  active: flag,
  t38: flagIfThere,
  ecm: flagIfThere,
  destinations: listOf(
    z.looseObject({
      destination: z.string(),
      filetype: z.string(),
      incoming: flag,
      outgoing: flag,
      status: flag,
    }),
  ),
})

export const mailToFaxSettings = z.looseObject({
  active: flag,
  secret_key: z.string().nullish(),
  secret_key_renew: z.string().nullish(),
  last_secret_key_modify: z.string().nullish(),
  secret_renew_notify: listOf(z.looseObject({ destination: z.string() })),
  acl: listOf(
    z.looseObject({
      from_email: z.string().nullish(),
      received_from: z.string().nullish(),
      destination: z.string().nullish(),
      use_regex: flag,
    }),
  ),
})
