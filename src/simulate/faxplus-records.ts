/** What the simulated FAX.PLUS shows of faxes: outbox items, records, and the calls at webhooks. */
import type { FaxFailure } from '../fax/failure.ts'
import type { SimulatedNetwork, TakenFax } from './network.ts'
import type { SimReply } from './simulator.ts'

/** Both readings of what the vendor's texts leave open. */
export interface FaxplusVariants {
  /** asked: with return_ids alone, as the SDK says. never: it ignores return_ids. */
  readonly ids: 'asked' | 'never'
  /** How the key of `ids` spells the number. */
  readonly idKey: 'same' | 'spaced'
  /** False: the record of a finished fax has another id than its outbox item. */
  readonly sameId: boolean
  /** How a record spells its comment. */
  readonly comment: 'text' | 'object'
  /** How records and webhooks name the caller. */
  readonly numberKeys: 'from' | 'from_number'
  /** What `GET files/ID` takes. */
  readonly fileBy: 'fax' | 'file'
  readonly order: 'newest' | 'oldest'
  /** What `pages` of a partially sent fax counts. */
  readonly partialPages: 'sent' | 'all'
  /** The answer to an upload. */
  readonly uploadKey: 'path' | 'file_path'
}

export const FAXPLUS_VARIANTS: FaxplusVariants = {
  ids: 'asked',
  idKey: 'same',
  sameId: true,
  comment: 'text',
  numberKeys: 'from',
  fileBy: 'fax',
  order: 'newest',
  partialPages: 'sent',
  uploadKey: 'path',
}

/** A record as FAX.PLUS keeps it, before a variant spells it. */
export interface StoredFax {
  readonly id: string
  readonly category: 'inbox' | 'sent' | 'spam'
  readonly from: string
  readonly to: string
  readonly pages: number
  readonly status: string
  readonly startTime: number
  readonly duration: number
  readonly comment: string
  readonly isRead: boolean
  readonly file: string
}

/** FAX.PLUS has no word for a voice that answers: such a call ends in an engine code. */
const WORDS: Readonly<Partial<Record<FaxFailure, string>>> = {
  busy: 'failed_user_busy',
  'no-answer': 'failed_no_answer',
  'not-a-fax': 'failed_fs_49',
  'number-unallocated': 'failed_unallocated_number',
  'line-error': 'failed_normal_temporary_failure',
}

/** A number that ends so costs more than the account has. */
const NO_CREDIT = /84$/
const USER_ID = '53a1afb8585345a39033857e1f36bf8d'

export const timeText = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ')
export const outboxId = (n: number) => `66df09cf${n.toString(16).padStart(16, '0')}`
export const recordId = (n: number, { sameId }: FaxplusVariants) =>
  sameId ? outboxId(n) : `5e7de3ad${n.toString(16).padStart(16, '0')}`
export const fileOf = (id: string) => `file-${id}.tiff`

/** How a fax that was taken stands: an unfinished one is in the outbox, a finished one has a record. */
export type Place =
  | { readonly in: 'outbox'; readonly status: string }
  | { readonly in: 'records'; readonly fax: StoredFax }
  | { readonly in: 'nowhere' }

export function placeOf(
  network: SimulatedNetwork,
  fax: TakenFax,
  variants: FaxplusVariants,
  changes: { readonly comment: string; readonly isRead: boolean },
): Place {
  const standing = network.standing(fax)
  const sendAt = Number(fax.fields['sendAt'] ?? 0)
  if (standing.kind === 'cancelled') return { in: 'nowhere' }
  if (network.now < sendAt) return { in: 'outbox', status: 'scheduled_for_sending' }
  const final = standing.kind === 'delivered' || standing.kind === 'failed'
  if (!final) {
    const words = {
      queued: 'submitted',
      dialling: 'converting',
      sending: 'sending',
      silent: 'sending',
    } as const
    return { in: 'outbox', status: words[standing.kind] }
  }
  const id = recordId(fax.n, variants)
  const partly = standing.kind === 'failed' && standing.pages > 0
  const pages = partly && variants.partialPages === 'sent' ? standing.pages : fax.pages
  const broke = NO_CREDIT.test(fax.number)
  const failed = standing.kind === 'failed' ? (WORDS[standing.failure] ?? 'failed') : 'success'
  const status = broke ? 'insufficient_credit' : partly ? 'partially_sent' : failed
  const own: StoredFax = {
    id,
    category: 'sent',
    from: String(fax.fields['from'] ?? ''),
    to: `+${fax.number}`,
    pages: broke ? 0 : pages,
    status,
    startTime: fax.at,
    duration: broke ? 0 : Math.round(standing.seconds),
    file: fileOf(id),
    ...changes,
  }
  return { in: 'records', fax: own }
}

export function outboxJson(fax: TakenFax, status: string, comment: string): object {
  const at = timeText(fax.at)
  const { tags = [], retry = {}, enhancement = true, path = '', from = '' } = fax.fields
  return {
    comment: { tags, text: comment },
    contact_name: '',
    designated_src: '',
    extra_info: {},
    file_changes: [],
    files: [path],
    id: outboxId(fax.n),
    initiated_from: { from_id: '', type: '' },
    ip: '192.0.2.1',
    last_updated_status_time: at,
    options: {},
    page_count: fax.pages,
    retry,
    send_time: `${at} +0000`,
    should_enhance: enhancement,
    src: from,
    status,
    status_changes: [{ at, status }],
    submit_time: `${at} +0000`,
    to: [`+${fax.number}`],
    uid: USER_ID,
  }
}

export function recordJson(fax: StoredFax, variants: FaxplusVariants): object {
  const outgoing = fax.category === 'sent'
  return {
    comment: variants.comment === 'text' ? fax.comment : { text: fax.comment, tags: [] },
    cost: fax.pages,
    cost_details: { multiplier: 1, notification_cost: 0 },
    description: fax.status === 'success' ? 'OK' : '',
    direction: outgoing ? 'outgoing' : 'incoming',
    duration: fax.duration,
    file: fax.file,
    file_name: outgoing ? `fax-to-${fax.to.slice(1)}` : `fax-from-${fax.from.slice(1)}`,
    ...(variants.numberKeys === 'from' ? { from: fax.from } : { from_number: fax.from }),
    header: null,
    id: fax.id,
    is_read: fax.isRead,
    is_spam: fax.category === 'spam',
    last_update: timeText(fax.startTime),
    max_retry: null,
    owner_id: USER_ID,
    pages: fax.pages,
    retry_delay: null,
    scheduled_time: null,
    start_time: timeText(fax.startTime),
    status: fax.status,
    submit_time: outgoing ? timeText(fax.startTime) : null,
    to: fax.to,
  }
}

/** The body of one call at a webhook. */
export function hookJson(fax: StoredFax, target: string, variants: FaxplusVariants): object {
  const event = fax.category === 'sent' ? 'fax_sent' : 'fax_received'
  const numbers =
    variants.numberKeys === 'from'
      ? { from: spaced(fax.from), to: spaced(fax.to) }
      : { from_number: fax.from, to_number: fax.to }
  return {
    hook: { id: fax.id, event, event_time: timeText(fax.startTime), target },
    data: {
      id: fax.id,
      uid: USER_ID,
      pages: fax.pages,
      ...numbers,
      start_time: timeText(fax.startTime),
      file: fax.file,
      file_name: `fax-${fax.id}`,
      cost: fax.pages,
      status: fax.status,
    },
  }
}

/** `+1 555-555-0100`, as in the vendor's examples. */
export const spaced = (number: string) => number.replace(/^(\+\d)(\d{3})(\d{3})(\d+)$/, '$1 $2-$3-$4')

export const accountJson = (status: string) => ({
  uid: USER_ID,
  status,
  account_type: 'corporate_admin',
  account_data: { save_history: true, company_name: 'Simulated' },
  creation_date: '2024-01-01 00:00:00',
  email: 'admin@example.com',
})

export const numberJson = (number: string, index: number) => ({
  acquired_date: '2024-01-01 00:00:00',
  assigned_to: [],
  expiration_date: '',
  id: `number-${index}`,
  is_canceled: false,
  number,
  owner_id: USER_ID,
  status: 'active',
})

export const pdfReply = (body: Buffer): SimReply => ({
  status: 200,
  headers: { 'content-type': 'application/pdf' },
  body,
})
