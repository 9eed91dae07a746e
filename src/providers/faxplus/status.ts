/**
 * The standing of a fax: the outbox by id, the record by id, and both lists by our reference. The id of the outbox may
 * end with the outbox, and each try of FAX.PLUS may have a record of its own: a failure counts only when nothing better
 * is known under our reference.
 */
import { isBridgeError } from '../../fax/error.ts'
import type { Outcome } from '../../fax/outcome.ts'
import type { ProviderReport, SubmittedFax } from '../provider.ts'
import { type FaxRecord, faxRecord, type OutboxItem, outboxItem } from './api.ts'
import type { Client } from './calls.ts'
import { decisive, listOutbox, mentions, sight } from './find.ts'
import { outboxMeaning, recordMeaning } from './words.ts'

/** In the outbox no more, and nowhere else: deleted there, or on its way from one list to the other. */
export const NOWHERE = 'neither in the outbox nor among the sent faxes'

export async function status(
  client: Client,
  fax: SubmittedFax,
  signal: AbortSignal,
): Promise<ProviderReport> {
  if (fax.providerRef !== null) {
    const item = await client.read(client.own('outbox', fax.providerRef), outboxItem, signal)
    if (item !== null) return unfinishedReport(item)
  }
  return finished(client, fax, signal)
}

/** One reading of the outbox for all; only what has left it is asked for by itself. */
export async function statusOfMany(
  client: Client,
  faxes: readonly SubmittedFax[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ProviderReport>> {
  const reports = new Map<string, ProviderReport>()
  const outbox = await listOutbox(client, signal)
  let failure: unknown = null
  for (const fax of faxes) {
    const item = outbox.items.find(own => own.id === fax.providerRef || mentions(own.comment, fax.reference))
    try {
      reports.set(
        fax.reference,
        item === undefined ? await status(client, fax, signal) : unfinishedReport(item),
      )
    } catch (error) {
      // One record that cannot be read has no news; what concerns all of them is told.
      if (!isBridgeError(error) || error.code !== 'E_PROVIDER_REPLY') throw error
      failure = error
    }
  }
  if (reports.size === 0 && failure !== null) throw failure
  return reports
}

function unfinishedReport(item: OutboxItem): ProviderReport {
  const meaning = outboxMeaning(item.status ?? '')
  // Still in the outbox: whatever the word, it is not over.
  return meaning.kind === 'progress' ? meaning : { kind: 'unknown', raw: item.status ?? 'no status' }
}

async function finished(client: Client, fax: SubmittedFax, signal: AbortSignal): Promise<ProviderReport> {
  const byId =
    fax.providerRef === null
      ? null
      : await client.read(client.own('faxes', fax.providerRef), faxRecord, signal)
  if (byId !== null && recordMeaning(byId.status ?? '').kind !== 'failed') return recordReport(byId, fax)
  const { unfinished, records } = await sight(client, fax, signal)
  const [item] = unfinished
  if (item !== undefined) return unfinishedReport(item)
  const record = decisive(byId === null ? records : [...records, byId])
  return record === null ? { kind: 'unknown', raw: NOWHERE } : recordReport(record, fax)
}

function recordReport(record: FaxRecord, fax: SubmittedFax): ProviderReport {
  const meaning = recordMeaning(record.status ?? '')
  if (meaning.kind === 'progress') return meaning
  if (meaning.kind === 'unknown') return { kind: 'unknown', raw: record.status ?? 'no status' }
  if (meaning.kind === 'sent') {
    const pagesSent = record.pages ?? fax.pageCount
    const callSeconds = record.duration ?? null
    return { kind: 'verdict', outcome: { kind: 'delivered', pagesSent, remoteStationId: null, callSeconds } }
  }
  return { kind: 'verdict', outcome: failedOutcome(record, fax, meaning.failure) }
}

/**
 * `pages` of a failed record may be the pages that went through or the pages of the document: as many as the document
 * has cannot all have gone through in a failed call, so then we do not know.
 */
function failedOutcome(
  record: FaxRecord,
  fax: SubmittedFax,
  failure: Extract<Outcome, { kind: 'failed' }>['failure'],
): Outcome {
  const partly = failure === 'partial'
  const pages = record.pages ?? 0
  const told = partly && pages < fax.pageCount
  const word = record.status ?? ''
  const own = record.description?.trim() || word
  const note = told
    ? `${pages} of ${fax.pageCount} pages went through`
    : 'how many pages went through is not told'
  return {
    kind: 'failed',
    failure,
    pagesSent: told ? pages : 0,
    remoteStationId: null,
    providerCode: word,
    providerText: partly ? `${own} (${note})` : own,
  }
}
