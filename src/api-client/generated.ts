// Generated from docs/openapi.json by "npm run openapi": change the routes in src/api, not this file.
import type { FileAnswer } from './client.ts'

/** What an action did. */
export type ActionResult = { readonly text: string }

/** One hand-over of a fax to one provider account. */
export type Attempt = { readonly id: string; readonly n: number; readonly account: string; readonly reference: string; readonly providerRef: string | null; readonly startedAt: string; readonly endedAt: string | null; readonly progress: string | null; readonly outcome: (Readonly<Record<string, unknown>>) | null }

export type Discard = { readonly atOnce?: boolean }

/** One fax to one number. */
export type Fax = { readonly id: string; readonly submissionId: string; readonly subscriber: string; readonly state: "accepted" | "ready" | "submitting" | "unknown" | "sending" | "delivered" | "failed" | "cancelled"; readonly held: string | null; readonly waitsUntil: string | null; readonly number: string; readonly from: string; readonly subject: string; readonly pages: number | null; readonly account: string | null; readonly attempts: number; readonly failure: string | null; readonly failureText: string | null; readonly createdAt: string; readonly endedAt: string | null; readonly resendOf: string | null; readonly list: string | null }

/** Everything about one fax. */
export type FaxDetail = { readonly id: string; readonly submissionId: string; readonly subscriber: string; readonly state: "accepted" | "ready" | "submitting" | "unknown" | "sending" | "delivered" | "failed" | "cancelled"; readonly held: string | null; readonly waitsUntil: string | null; readonly number: string; readonly from: string; readonly subject: string; readonly pages: number | null; readonly account: string | null; readonly attempts: number; readonly failure: string | null; readonly failureText: string | null; readonly createdAt: string; readonly endedAt: string | null; readonly resendOf: string | null; readonly list: string | null; readonly recipientAddress: string; readonly addressParts: Readonly<Record<string, unknown>>; readonly outcome: (Readonly<Record<string, unknown>>) | null; readonly deadline: string; readonly options: Readonly<Record<string, string>>; readonly submission: { readonly id: string; readonly receivedAt: string; readonly listener: string; readonly peerAddress: string; readonly authUser: string | null; readonly evidence: string; readonly reversePath: string; readonly messageId: string | null; readonly size: number; readonly sha256: string }; readonly resolution: string | null; readonly lineSeconds: number | null; readonly parts: readonly { readonly name: string; readonly type: string; readonly pages: number; readonly leftOut: string | null }[]; readonly attemptList: readonly Attempt[]; readonly history: readonly HistoryEntry[]; readonly mails: readonly OutgoingMail[] }

/** Faxes, newest first. */
export type FaxPage = { readonly items: readonly Fax[]; readonly next: string | null }

/** One line in the life of a fax. */
export type HistoryEntry = { readonly at: string; readonly type: string; readonly text: string; readonly detail: Readonly<Record<string, unknown>> }

export type Hold = { readonly reason: string }

/** One place that a received fax goes to. */
export type InboxDestination = { readonly to: string; readonly kind: "mail" | "place"; readonly round: number; readonly state: string; readonly required: boolean; readonly attempts: number; readonly lastError: string | null; readonly result: string | null; readonly endedAt: string | null }

/** Everything about one received fax. */
export type InboxDetail = { readonly id: string; readonly account: string; readonly providerId: string; readonly state: "seen" | "fetched" | "routed" | "delivered" | "acknowledged" | "unrouted" | "filed" | "junk"; readonly filed: string | null; readonly why: string | null; readonly subscriber: string | null; readonly calledNumber: string | null; readonly callerNumber: string | null; readonly stationId: string | null; readonly subaddress: string | null; readonly line: string | null; readonly pages: number | null; readonly complete: boolean; readonly marks: readonly string[]; readonly receivedAt: string | null; readonly seenAt: string; readonly acknowledgedAt: string | null; readonly format: ("tiff" | "pdf") | null; readonly sha256: string | null; readonly hasDocument: boolean; readonly round: number; readonly goesTo: readonly string[]; readonly trace: readonly string[]; readonly destinations: readonly InboxDestination[]; readonly history: readonly { readonly at: string; readonly type: string; readonly text: string }[] }

/** One received fax. */
export type InboxFax = { readonly id: string; readonly account: string; readonly providerId: string; readonly state: "seen" | "fetched" | "routed" | "delivered" | "acknowledged" | "unrouted" | "filed" | "junk"; readonly filed: string | null; readonly why: string | null; readonly subscriber: string | null; readonly calledNumber: string | null; readonly callerNumber: string | null; readonly stationId: string | null; readonly subaddress: string | null; readonly line: string | null; readonly pages: number | null; readonly complete: boolean; readonly marks: readonly string[]; readonly receivedAt: string | null; readonly seenAt: string; readonly acknowledgedAt: string | null }

/** Received faxes, newest first. */
export type InboxPage = { readonly items: readonly InboxFax[]; readonly next: string | null }

export type Mark = { readonly add?: readonly string[]; readonly remove?: readonly string[] }

/** A mail that was written about a fax. */
export type OutgoingMail = { readonly id: string; readonly to: string; readonly state: "queued" | "sent" | "failed"; readonly messageId: string; readonly attempts: number; readonly lastError: string | null; readonly createdAt: string; readonly sentAt: string | null }

/** Why something was not done (RFC 9457). */
export type Problem = { readonly type: string; readonly title: string; readonly status: number; readonly code: string; readonly detail: string }

export type Redeliver = { readonly all?: boolean }

export type Release = { readonly notTaken?: boolean; readonly taken?: string }

export type Reroute = { readonly to?: readonly string[]; readonly subscriber?: string }

/** What was done, and the fax that is new. */
export type Resent = { readonly text: string; readonly newId: string | null }

/** One mail, or one upload, with all its faxes. */
export type Submission = { readonly id: string; readonly receivedAt: string; readonly listener: string; readonly peerAddress: string; readonly authUser: string | null; readonly evidence: string; readonly reversePath: string; readonly messageId: string | null; readonly size: number; readonly sha256: string; readonly from: string; readonly subject: string; readonly subscriber: string; readonly lists: readonly string[]; readonly states: Readonly<Record<string, number>>; readonly held: number; readonly faxes: readonly Fax[]; readonly history: readonly HistoryEntry[]; readonly mails: readonly OutgoingMail[] }

/** What each operation is given, and gives. */
export interface Operations {
  /** Faxes, newest first */
  listFaxes: { query?: { search?: string; number?: string; sender?: string; subject?: string; id?: string; state?: string; held?: "true" | "false"; subscriber?: string; account?: string; from?: string; until?: string; cursor?: string; limit?: number }; answer: FaxPage }
  /** Everything about one fax: history, hand-overs, mails */
  getFax: { params: { id: string }; answer: FaxDetail }
  /** One mail, or one upload, with all its faxes */
  getSubmission: { params: { id: string }; answer: Submission }
  /** Its pages as PDF, as they were handed over, or would be now */
  getFaxPdf: { params: { id: string }; answer: FileAnswer }
  /** Its pages as TIFF, as they were handed over, or would be now */
  getFaxTiff: { params: { id: string }; answer: FileAnswer }
  /** A picture of one page */
  getFaxPicture: { params: { id: string; page: number }; query?: { width?: number }; answer: FileAnswer }
  /** Send a fax that has ended once more, as a new one */
  resendFax: { params: { id: string }; answer: Resent }
  /** Do not send it; what is being sent is cancelled if the provider can */
  cancelFax: { params: { id: string }; answer: ActionResult }
  /** Do not hand over it until released */
  holdFax: { params: { id: string }; body: Hold; answer: ActionResult }
  /** Let it go on */
  releaseFax: { params: { id: string }; body?: Release; answer: ActionResult }
  /** Do not send all faxes of this mail; what is being sent is cancelled if the provider can */
  cancelSubmission: { params: { id: string }; answer: ActionResult }
  /** Do not hand over all faxes of this mail until released */
  holdSubmission: { params: { id: string }; body: Hold; answer: ActionResult }
  /** Let all faxes of this mail go on */
  releaseSubmission: { params: { id: string }; body?: Release; answer: ActionResult }
  /** Received faxes, newest first */
  listInbox: { query?: { search?: string; called?: string; caller?: string; state?: string; account?: string; subscriber?: string; from?: string; until?: string; cursor?: string; limit?: number }; answer: InboxPage }
  /** Everything about one received fax: rules, destinations, history */
  getInboxFax: { params: { id: string }; answer: InboxDetail }
  /** Its document, as it was received */
  getInboxDocument: { params: { id: string }; answer: FileAnswer }
  /** Its pages as PDF */
  getInboxPdf: { params: { id: string }; answer: FileAnswer }
  /** Its pages as TIFF */
  getInboxTiff: { params: { id: string }; answer: FileAnswer }
  /** A picture of one page */
  getInboxPicture: { params: { id: string; page: number }; query?: { width?: number }; answer: FileAnswer }
  /** Send again what has not arrived; or everything, when all has arrived */
  redeliverInboxFax: { params: { id: string }; body?: Redeliver; answer: ActionResult }
  /** Send it elsewhere */
  rerouteInboxFax: { params: { id: string }; body?: Reroute; answer: ActionResult }
  /** Put words on it, or take them off */
  markInboxFax: { params: { id: string }; body?: Mark; answer: ActionResult }
  /** Deliver a fax that was filed or is junk */
  releaseInboxFax: { params: { id: string }; answer: ActionResult }
  /** Throw away a fax that nobody gets */
  discardInboxFax: { params: { id: string }; body?: Discard; answer: ActionResult }
}

export const OPERATIONS = {
  listFaxes: { method: 'GET', path: '/api/v1/faxes', takes: null, gives: 'json' },
  getFax: { method: 'GET', path: '/api/v1/faxes/{id}', takes: null, gives: 'json' },
  getSubmission: { method: 'GET', path: '/api/v1/submissions/{id}', takes: null, gives: 'json' },
  getFaxPdf: { method: 'GET', path: '/api/v1/faxes/{id}/pages.pdf', takes: null, gives: 'file' },
  getFaxTiff: { method: 'GET', path: '/api/v1/faxes/{id}/pages.tiff', takes: null, gives: 'file' },
  getFaxPicture: { method: 'GET', path: '/api/v1/faxes/{id}/pages/{page}.png', takes: null, gives: 'file' },
  resendFax: { method: 'POST', path: '/api/v1/faxes/{id}/resend', takes: null, gives: 'json' },
  cancelFax: { method: 'POST', path: '/api/v1/faxes/{id}/cancel', takes: null, gives: 'json' },
  holdFax: { method: 'POST', path: '/api/v1/faxes/{id}/hold', takes: 'application/json', gives: 'json' },
  releaseFax: { method: 'POST', path: '/api/v1/faxes/{id}/release', takes: 'application/json', gives: 'json' },
  cancelSubmission: { method: 'POST', path: '/api/v1/submissions/{id}/cancel', takes: null, gives: 'json' },
  holdSubmission: { method: 'POST', path: '/api/v1/submissions/{id}/hold', takes: 'application/json', gives: 'json' },
  releaseSubmission: { method: 'POST', path: '/api/v1/submissions/{id}/release', takes: 'application/json', gives: 'json' },
  listInbox: { method: 'GET', path: '/api/v1/inbox', takes: null, gives: 'json' },
  getInboxFax: { method: 'GET', path: '/api/v1/inbox/{id}', takes: null, gives: 'json' },
  getInboxDocument: { method: 'GET', path: '/api/v1/inbox/{id}/document', takes: null, gives: 'file' },
  getInboxPdf: { method: 'GET', path: '/api/v1/inbox/{id}/pages.pdf', takes: null, gives: 'file' },
  getInboxTiff: { method: 'GET', path: '/api/v1/inbox/{id}/pages.tiff', takes: null, gives: 'file' },
  getInboxPicture: { method: 'GET', path: '/api/v1/inbox/{id}/pages/{page}.png', takes: null, gives: 'file' },
  redeliverInboxFax: { method: 'POST', path: '/api/v1/inbox/{id}/redeliver', takes: 'application/json', gives: 'json' },
  rerouteInboxFax: { method: 'POST', path: '/api/v1/inbox/{id}/reroute', takes: 'application/json', gives: 'json' },
  markInboxFax: { method: 'POST', path: '/api/v1/inbox/{id}/mark', takes: 'application/json', gives: 'json' },
  releaseInboxFax: { method: 'POST', path: '/api/v1/inbox/{id}/release', takes: null, gives: 'json' },
  discardInboxFax: { method: 'POST', path: '/api/v1/inbox/{id}/discard', takes: 'application/json', gives: 'json' },
} as const satisfies Record<keyof Operations, object>
