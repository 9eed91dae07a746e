/** What the simulated FAX.PLUS demands of a request: every field that its document has, with its type, and no other. */
import { z } from 'zod'
import { formOf, type SimReply, type SimRequest } from './simulator.ts'

const e164 = z.string().regex(/^\+[1-9][0-9]{6,14}$/)
const plainText = z.string().max(2000)

/** `POST outbox`. `from`: a number, some with commas between them, or no_number. */
export const outboxPayload = z.strictObject({
  from: z.string().regex(/^(?:no_number|\+[0-9]{7,15}(?:,\+[0-9]{7,15})*)$/),
  to: z.array(e164).min(1).max(4000),
  files: z.array(z.string().min(1)).min(1),
  comment: z.strictObject({ text: plainText.optional(), tags: z.array(z.string()).optional() }).optional(),
  options: z
    .strictObject({
      enhancement: z.boolean().optional(),
      retry: z.strictObject({ count: z.int().min(0).max(3), delay: z.int().min(0) }).optional(),
    })
    .optional(),
  send_time: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}$/)
    .optional(),
  return_ids: z.boolean().optional(),
  cover_page: z
    .strictObject({
      name_to: plainText,
      name_from: plainText,
      subject: plainText,
      message: plainText.optional(),
      flags: z.array(z.enum(['urgent', 'for_review', 'please_reply', 'confidential'])).optional(),
    })
    .optional(),
})
export type OutboxPayload = z.output<typeof outboxPayload>

/** `PUT faxes/ID` needs both, `PUT outbox/ID` has the comment alone. */
export const recordChange = z.strictObject({ comment: z.string(), is_read: z.boolean() })
export const outboxChange = z.strictObject({ comment: z.string().optional() })
export const hookPayload = z.strictObject({
  target: z.string().regex(/^https?:\/\/\S+$/),
  event: z.enum(['fax_sent', 'fax_received']),
})

const time = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
export const listQuery = z.strictObject({
  category: z.enum(['inbox', 'sent', 'spam']).optional(),
  after: time.optional(),
  before: time.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
})
export const formatQuery = z.strictObject({ format: z.enum(['pdf', 'tiff']) })
export const hooksQuery = z.strictObject({ event: z.enum(['fax_sent', 'fax_received']) })
export const noQuery = z.strictObject({})

/** Carries the answer out of a check that failed. */
export class Refusal extends Error {
  readonly reply: SimReply

  constructor(status: number, error: string, description: string) {
    super(error)
    this.reply = { status, body: { error, description } }
  }
}

/** The value in the shape, or a Refusal with 400. */
export function checked<T extends z.ZodType>(value: unknown, shape: T): z.output<T> {
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refusal(400, 'invalid_request', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
}

export function jsonIn<T extends z.ZodType>(request: SimRequest, shape: T): z.output<T> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    throw new Refusal(400, 'invalid_request', 'the content type is not application/json')
  let value: unknown = null
  try {
    value = JSON.parse(request.body.toString('utf8'))
  } catch {
    throw new Refusal(400, 'invalid_request', 'no JSON')
  }
  return checked(value, shape)
}

/** The document of `POST files`: one part called fax_file, with a file name and the type that `format` says. */
export async function uploadedIn(request: SimRequest, maxBytes: number): Promise<Buffer> {
  const { format } = checked(request.query, formatQuery)
  const form = await formOf(request).catch(() => {
    throw new Refusal(400, 'invalid_request', 'no multipart/form-data')
  })
  const file = form.get('fax_file')
  if (form.size !== 1 || file === undefined || typeof file === 'string')
    throw new Refusal(400, 'invalid_request', 'fax_file must be the one part, with a file name')
  if (file.type !== (format === 'pdf' ? 'application/pdf' : 'image/tiff') || !/\.\w+$/.test(file.name))
    throw new Refusal(400, 'invalid_request', `type ${file.type} or name ${file.name} does not fit ${format}`)
  if (file.bytes.length > maxBytes) throw new Refusal(413, 'payload_too_large', 'too big')
  return file.bytes
}

/** Pages of a TIFF by its directories (TIFF 6.0 §2), of a PDF by its page objects; 1 when neither can be told. */
export function pagesIn(bytes: Buffer): number {
  const head = bytes.subarray(0, 4).toString('latin1')
  if (head === 'II*\0' || head === 'MM\0*') return Math.max(1, directories(bytes, head === 'II*\0'))
  return Math.max(1, bytes.toString('latin1').match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length ?? 0)
}

function directories(bytes: Buffer, little: boolean): number {
  const u32 = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const seen = new Set<number>()
  let at = bytes.length >= 8 ? u32(4) : 0
  while (at !== 0 && at + 2 <= bytes.length && !seen.has(at)) {
    seen.add(at)
    const next = at + 2 + 12 * u16(at)
    at = next + 4 <= bytes.length ? u32(next) : 0
  }
  return seen.size
}
