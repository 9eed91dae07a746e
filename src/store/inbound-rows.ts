/** Rows of received faxes, and how they become the types of `fax/` and back. No SQL here. */
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { Row } from './rows.ts'

export function inboundRow(fax: InboundFax): Row {
  return {
    id: fax.id,
    account: fax.account,
    provider_id: fax.providerId,
    received_at: fax.receivedAt,
    called_number: fax.calledNumber,
    caller_number: fax.callerNumber,
    station_id: fax.stationId,
    page_count: fax.pageCount,
    complete: fax.complete ? 1 : 0,
    state: fax.state,
    seen_at: fax.seenAt,
    subscriber_id: fax.subscriberId,
    raw: fax.raw,
    format: fax.format,
    sha256: fax.sha256,
    subaddress: fax.subaddress,
    line: fax.line,
    twin: fax.twin,
    filed: fax.filed,
    plan: fax.plan === null ? null : JSON.stringify(fax.plan),
    marks: JSON.stringify(fax.marks),
    round: fax.round,
    acknowledged_at: fax.acknowledgedAt,
    version: fax.version,
  }
}

export function inboundOf(row: Row): InboundFax {
  return {
    id: row['id'],
    account: row['account'],
    providerId: row['provider_id'],
    receivedAt: row['received_at'],
    calledNumber: row['called_number'],
    callerNumber: row['caller_number'],
    stationId: row['station_id'],
    pageCount: row['page_count'],
    complete: row['complete'] === 1,
    state: row['state'],
    seenAt: row['seen_at'],
    subscriberId: row['subscriber_id'],
    raw: row['raw'],
    format: row['format'],
    sha256: row['sha256'],
    subaddress: row['subaddress'],
    line: row['line'],
    twin: row['twin'],
    filed: row['filed'],
    plan: row['plan'] == null ? null : JSON.parse(String(row['plan'])),
    marks: JSON.parse(String(row['marks'])),
    round: row['round'],
    acknowledgedAt: row['acknowledged_at'],
    version: row['version'],
  } as InboundFax
}
