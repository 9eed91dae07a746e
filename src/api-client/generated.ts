// Generated from docs/openapi.json by "npm run openapi": change the routes in src/api, not this file.
import type { FileAnswer } from './client.ts'

/** What an action did. */
export type ActionResult = { readonly text: string }

/** Something that needs a person. */
export type Alarm = { readonly id: string; readonly name: string; readonly kind: string; readonly about: string; readonly severity: "critical" | "warning"; readonly title: string; readonly means: string; readonly todo: readonly string[]; readonly count: number; readonly raisedAt: string; readonly clearedAt: string | null; readonly toldAt: string | null; readonly acknowledgedAt: string | null; readonly acknowledgedBy: string | null }

/** What became of it. */
export type AlarmAcknowledged = { readonly became: "done" | "before" }

export type AlarmAcknowledgement = { readonly name: string }

/** Alarms. */
export type AlarmList = { readonly items: readonly Alarm[] }

/** An export that was asked for. */
export type ArchiveExport = { readonly at: string; readonly who: string; readonly from: string | null; readonly to: string | null; readonly subscriber: string | null; readonly documents: string | null; readonly entry: number }

/** Exports, newest first. */
export type ArchiveExportPage = { readonly items: readonly ArchiveExport[]; readonly next: string | null }

/** One hand-over of a fax to one provider account. */
export type Attempt = { readonly id: string; readonly n: number; readonly account: string; readonly reference: string; readonly providerRef: string | null; readonly startedAt: string; readonly endedAt: string | null; readonly progress: string | null; readonly outcome: Readonly<Record<string, unknown>> | null }

/** Whether the audit log is as it was written. */
export type AuditCheck = { readonly whole: boolean; readonly checked: number; readonly head: { readonly sequence: number; readonly hash: string }; readonly broken: { readonly sequence: number; readonly why: string } | null }

/** One action, or one look at a document. */
export type AuditEntry = { readonly sequence: number; readonly at: string; readonly who: string; readonly from: string; readonly action: string; readonly object: string; readonly detail: Readonly<Record<string, unknown>>; readonly hash: string }

/** The audit log, newest first. */
export type AuditPage = { readonly items: readonly AuditEntry[]; readonly next: string | null }

export type AuditQuestion = { readonly head?: string }

/** What is left. */
export type Balance = { readonly balance: string }

/** A caller whose faxes are junk. */
export type BlockedCaller = { readonly caller: string; readonly managed: boolean }

/** Callers whose faxes are junk. */
export type BlockedCallerList = { readonly items: readonly BlockedCaller[] }

/** What was used today of each budget. */
export type BudgetList = { readonly items: readonly Readonly<Record<string, unknown>>[] }

/** What has happened to a fax: the data of one event of the stream. */
export type ChangeEvent = { readonly id: string; readonly type: string; readonly text: string; readonly state: string; readonly held: string | null; readonly subscriber: string | null; readonly at: string }

export type Discard = { readonly atOnce?: boolean }

/** One mail, one fax to each member, one report. */
export type DistributionList = { readonly subscriber: string; readonly name: string; readonly count: number; readonly hasFile: boolean; readonly managed: boolean; readonly members: readonly ({ readonly number: string; readonly name: string | null })[] }

/** Distribution lists of all subscribers that may be seen. */
export type DistributionLists = { readonly items: readonly { readonly subscriber: string; readonly name: string; readonly count: number; readonly hasFile: boolean; readonly managed: boolean }[] }

export type ExplainRequest = { readonly from: string; readonly to: readonly string[]; readonly peer?: string; readonly auth?: string | null; readonly listener?: string; readonly mail?: string; readonly subject?: string; readonly text?: string }

/** What would become of a mail, and which rule decides. */
export type Explanation = { readonly accepted: boolean; readonly listener: string; readonly conversation: readonly ({ readonly command: string; readonly reply: string; readonly code: string | null })[]; readonly trace: readonly { readonly subscriber: string; readonly field: string; readonly result: string }[]; readonly subscriber: string | null; readonly evidence: string | null; readonly keyCut: boolean; readonly parts: readonly ({ readonly name: string; readonly type: string; readonly leftOut: string | null })[]; readonly faxes: readonly ({ readonly number: string; readonly accounts: readonly string[]; readonly refused: string | null })[] }

/** One fax to one number. */
export type Fax = { readonly id: string; readonly submissionId: string; readonly subscriber: string; readonly state: "accepted" | "ready" | "submitting" | "unknown" | "sending" | "delivered" | "failed" | "cancelled"; readonly held: string | null; readonly waitsUntil: string | null; readonly number: string; readonly from: string; readonly subject: string; readonly pages: number | null; readonly account: string | null; readonly attempts: number; readonly failure: string | null; readonly failureText: string | null; readonly createdAt: string; readonly endedAt: string | null; readonly resendOf: string | null; readonly list: string | null }

/** Everything about one fax. */
export type FaxDetail = { readonly id: string; readonly submissionId: string; readonly subscriber: string; readonly state: "accepted" | "ready" | "submitting" | "unknown" | "sending" | "delivered" | "failed" | "cancelled"; readonly held: string | null; readonly waitsUntil: string | null; readonly number: string; readonly from: string; readonly subject: string; readonly pages: number | null; readonly account: string | null; readonly attempts: number; readonly failure: string | null; readonly failureText: string | null; readonly createdAt: string; readonly endedAt: string | null; readonly resendOf: string | null; readonly list: string | null; readonly recipientAddress: string; readonly addressParts: Readonly<Record<string, unknown>>; readonly outcome: Readonly<Record<string, unknown>> | null; readonly deadline: string; readonly options: Readonly<Record<string, string>>; readonly submission: { readonly id: string; readonly receivedAt: string; readonly listener: string; readonly peerAddress: string; readonly authUser: string | null; readonly evidence: string; readonly reversePath: string; readonly messageId: string | null; readonly size: number; readonly sha256: string }; readonly resolution: string | null; readonly lineSeconds: number | null; readonly parts: readonly ({ readonly name: string; readonly type: string; readonly pages: number; readonly leftOut: string | null })[]; readonly attemptList: readonly Attempt[]; readonly history: readonly HistoryEntry[]; readonly mails: readonly OutgoingMail[] }

/** Faxes, newest first. */
export type FaxPage = { readonly items: readonly Fax[]; readonly next: string | null }

/** Faxes that ended, and that came in, in each hour; oldest first. */
export type Flow = { readonly items: readonly { readonly at: string; readonly delivered: number; readonly failed: number; readonly received: number }[] }

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

/** RFC 6902, on the `settings` of the subscriber. */
export type JsonPatch = readonly ({ readonly op: "add"; readonly path: string; readonly value: unknown } | { readonly op: "replace"; readonly path: string; readonly value: unknown } | { readonly op: "test"; readonly path: string; readonly value: unknown } | { readonly op: "remove"; readonly path: string } | { readonly op: "move"; readonly from: string; readonly path: string } | { readonly op: "copy"; readonly from: string; readonly path: string })[]

/** How the secret key of a subscriber stands; never the key. */
export type KeyDetails = { readonly subscriber: string; readonly active: boolean; readonly mode: "lenient" | "strict"; readonly source: "configuration" | "faxbridge"; readonly fingerprint: string | null; readonly modifiedAt: string | null; readonly renew: "never" | "daily" | "weekly" | "monthly"; readonly timeZone: string; readonly nextRenewal: string | null; readonly overdue: boolean; readonly oldKeyUntil: string | null; readonly notify: readonly string[]; readonly notices: readonly ({ readonly to: string; readonly state: string; readonly error: string | null })[]; readonly history: readonly { readonly at: string; readonly text: string }[] }

export type KeyRotation = { readonly notify?: boolean; readonly atOnce?: boolean }

/** An order that documents must not be deleted. */
export type LegalHold = { readonly id: string; readonly subject: string; readonly reason: string; readonly placedBy: string; readonly placedAt: string; readonly releasedBy: string | null; readonly releaseReason: string | null; readonly releasedAt: string | null }

/** What became of an order. */
export type LegalHoldDone = { readonly text: string; readonly hold: LegalHold }

/** Legal holds. */
export type LegalHoldList = { readonly items: readonly LegalHold[] }

export type LegalHoldOrder = { readonly id?: string; readonly subscriber?: string; readonly reason: string }

/** A number that must not be faxed. */
export type ListedNumber = { readonly number: string; readonly managed: boolean }

export type Mark = { readonly add?: readonly string[]; readonly remove?: readonly string[] }

/** Who asks, and what they may do. */
export type Me = { readonly id: string; readonly name: string; readonly rights: readonly string[]; readonly subscribers: readonly string[] | null }

export type NewCaller = { readonly caller: string }

/** A new fax: fields, and documents as files. */
export type NewFax = { readonly to: readonly string[]; readonly from: string; readonly subscriber?: string; readonly subject?: string; readonly text?: string; readonly option?: readonly string[]; readonly file?: readonly string[] }

export type NewNumber = { readonly number: string }

/** Numbers that must not be faxed, in their order. */
export type NumberPage = { readonly items: readonly ListedNumber[]; readonly next: string | null }

/** A mail that was written about a fax. */
export type OutgoingMail = { readonly id: string; readonly to: string; readonly state: "queued" | "sent" | "failed"; readonly messageId: string; readonly attempts: number; readonly lastError: string | null; readonly createdAt: string; readonly sentAt: string | null }

/** Why something was not done (RFC 9457). */
export type Problem = { readonly type: string; readonly title: string; readonly status: number; readonly code: string; readonly detail: string }

/** An account at a fax provider. */
export type Provider = { readonly account: string; readonly type: string; readonly standing: string; readonly why: string | null; readonly until: string | null; readonly running: number; readonly open: number; readonly balance: string | null; readonly can: readonly string[] }

/** All accounts. */
export type ProviderList = { readonly items: readonly Provider[] }

/** Own numbers whose faxes go out, or come in, at this account. */
export type ProviderNumbers = { readonly sends: readonly { readonly subscriber: string; readonly number: string }[]; readonly receives: readonly { readonly subscriber: string; readonly number: string }[] }

/** What a test has found. */
export type ProviderTest = { readonly lines: readonly { readonly ok: boolean; readonly what: string; readonly text: string }[] }

export type ProviderTestRequest = { readonly to?: string }

export type Redeliver = { readonly all?: boolean }

/** A mail, or a login, that was refused. */
export type Refusal = { readonly id: string; readonly at: string; readonly lastAt: string; readonly times: number; readonly stage: string; readonly listener: string; readonly peer: string; readonly user: string | null; readonly sender: string | null; readonly from: string | null; readonly recipients: readonly string[]; readonly code: string; readonly text: string; readonly trace: readonly { readonly subscriber: string; readonly field: string; readonly result: string }[] }

/** What was refused, newest first. */
export type RefusalList = { readonly items: readonly Refusal[] }

export type Release = { readonly notTaken?: boolean; readonly taken?: string }

export type Reroute = { readonly to?: readonly string[]; readonly subscriber?: string }

/** What was done, and the fax that is new. */
export type Resent = { readonly text: string; readonly newId: string | null }

/** A new secret key. */
export type RotatedKey = { readonly key: string | null; readonly mailedTo: readonly string[]; readonly view: { readonly subscriber: string; readonly active: boolean; readonly mode: "lenient" | "strict"; readonly source: "configuration" | "faxbridge"; readonly fingerprint: string | null; readonly modifiedAt: string | null; readonly renew: "never" | "daily" | "weekly" | "monthly"; readonly timeZone: string; readonly nextRenewal: string | null; readonly overdue: boolean; readonly oldKeyUntil: string | null; readonly notify: readonly string[] } }

/** Which provider gets which numbers: the longest prefix counts. */
export type RouteList = { readonly items: readonly ({ readonly prefix: string; readonly provider: string; readonly fallback: readonly string[]; readonly subscriber: string | null })[] }

/** The configuration in force, defaults too, without secrets. */
export type Settings = { readonly sections: readonly { readonly name: string; readonly yaml: string }[] }

/** How it stands. */
export type Standing = { readonly standing: string }

/** How the server is doing. */
export type Status = { readonly version: string; readonly startedAt: string; readonly sandbox: string; readonly ready: boolean; readonly reasons: readonly string[]; readonly freeBytes: number; readonly keysOverdue: number; readonly brokenAddresses: readonly string[]; readonly counts: { readonly jobs: Readonly<Record<string, number>>; readonly held: number; readonly tasksDue: number; readonly tasksParked: number; readonly mailsQueued: number; readonly inboundOpen: number } }

/** One mail, or one upload, with all its faxes. */
export type Submission = { readonly id: string; readonly receivedAt: string; readonly listener: string; readonly peerAddress: string; readonly authUser: string | null; readonly evidence: string; readonly reversePath: string; readonly messageId: string | null; readonly size: number; readonly sha256: string; readonly from: string; readonly subject: string; readonly subscriber: string; readonly lists: readonly string[]; readonly states: Readonly<Record<string, number>>; readonly held: number; readonly faxes: readonly Fax[]; readonly history: readonly HistoryEntry[]; readonly mails: readonly OutgoingMail[] }

/** A fax line or department. */
export type Subscriber = { readonly id: string; readonly managed: boolean; readonly active: boolean; readonly numbers: readonly string[]; readonly hasKey: boolean; readonly settings: { readonly id: string } }

/** All subscribers that may be seen, by id. */
export type SubscriberList = { readonly items: readonly Subscriber[] }

/** As in the configuration file (docs/operations.md). Secrets go in and never come out: `secret_key` is kept as a digest, and left alone when it is not named; so are passwords of logins. */
export type SubscriberSettings = { readonly id: string; readonly active?: boolean; readonly numbers: readonly string[]; readonly country: string; readonly lines?: readonly string[]; readonly outside_line?: string; readonly international_prefixes?: readonly string[]; readonly short_numbers?: Readonly<Record<string, string>>; readonly open_destinations?: readonly string[]; readonly allow_destinations?: readonly string[]; readonly deny_destinations?: readonly string[]; readonly time_zone?: string; readonly language?: "en" | "de" | "fr" | "es"; readonly company?: string; readonly cover?: string; readonly covers?: readonly { readonly name: string; readonly form: string }[]; readonly cover_notice?: string; readonly header_line?: boolean; readonly text?: "auto" | "pages" | "cover" | "none"; readonly cut_signature?: boolean; readonly unpack_zip?: boolean; readonly secret_key?: (string | { readonly file: string } | { readonly env: string } | { readonly sha256: string }) | null; readonly secret_key_mode?: "lenient" | "strict"; readonly secret_key_renew?: "never" | "daily" | "weekly" | "monthly"; readonly secret_key_grace_hours?: number; readonly secret_renew_notify?: readonly { readonly destination: string }[]; readonly acl?: readonly ({ readonly from_email?: string | null; readonly received_from?: string | null; readonly destination?: string | null; readonly kind?: "exact" | "glob" | "regex"; readonly use_regex?: boolean; readonly needs?: readonly ("auth" | "certificate" | "peer" | "domain" | "relay" | "key" | "link" | "from")[] })[]; readonly allow_unproven_from?: boolean; readonly link_hours?: number; readonly certificates?: readonly string[]; readonly logins?: readonly ({ readonly user: string; readonly password: string | { readonly file: string } | { readonly env: string } | { readonly scrypt: string } })[]; readonly received?: readonly ({ readonly mail: string; readonly format?: "pdf" | "pdfa" | "tiff" | "tiff-s" | "tiff-f" })[]; readonly received_pages?: { readonly damaged?: "repair" | "mark" | "keep"; readonly g4?: boolean; readonly upright?: boolean; readonly deskew?: boolean; readonly search?: boolean; readonly languages?: readonly string[] }; readonly received_to?: readonly string[]; readonly rules?: readonly ({ readonly name?: string; readonly kind?: "exact" | "glob" | "regex"; readonly called?: string | readonly string[]; readonly subaddress?: string | readonly string[]; readonly caller?: string | readonly string[]; readonly station?: string | readonly string[]; readonly account?: string | readonly string[]; readonly line?: string | readonly string[]; readonly text?: string | readonly string[]; readonly barcode?: string | readonly string[]; readonly hours?: string; readonly days?: readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[]; readonly pages?: { readonly from?: number; readonly to?: number }; readonly complete?: boolean; readonly to?: readonly string[]; readonly copy?: readonly string[]; readonly mark?: readonly string[]; readonly drop?: "file" | "junk" })[]; readonly blocked_callers?: readonly string[]; readonly unknown_caller?: "accept" | "mark" | "file" | "junk"; readonly received_mail?: { readonly content?: "attached" | "link"; readonly picture?: boolean; readonly file_name?: string; readonly thread_by_caller?: boolean; readonly max_bytes?: number; readonly too_large?: "link" | "split"; readonly answer_by_fax?: boolean; readonly answer_days?: number; readonly link_days?: number }; readonly options?: { readonly allow?: readonly ("resolution" | "paper" | "tone" | "blankpages" | "cover" | "text" | "priority" | "sendat" | "window" | "header" | "billing" | "from" | "report" | "notify")[]; readonly notify?: readonly string[]; readonly priority?: "high" | "normal" | "low"; readonly window?: string; readonly billing?: string; readonly ignore_headers?: readonly string[]; readonly ignore_tags?: readonly string[] }; readonly resolution?: "standard" | "fine"; readonly paper?: "a4" | "letter" | "legal"; readonly tone?: "line" | "airtime" | "looks"; readonly blank_pages?: "keep" | "remove"; readonly budget?: { readonly faxes_per_day?: number; readonly pages_per_day?: number; readonly cost_per_day?: number; readonly when_used_up?: "hold" | "next_day" }; readonly lists?: readonly ({ readonly name: string; readonly members?: readonly (string | { readonly number: string; readonly name?: string })[]; readonly members_file?: string })[]; readonly language_from_sender?: boolean; readonly report?: "always" | "failure" | "never"; readonly report_success?: boolean; readonly report_minimal?: boolean; readonly report_copies?: readonly ({ readonly destination: string; readonly filetype?: "pdf" | "tiff"; readonly incoming?: boolean; readonly outgoing?: boolean; readonly status?: boolean })[]; readonly report_digest?: { readonly to: string; readonly at?: string }; readonly keep_sent_days?: number; readonly keep_received_days?: number }

/** It is on disk and will be faxed. */
export type TakenFax = { readonly submissionId: string; readonly repeat: boolean; readonly faxes: readonly Fax[] }

/** What a program may do. The token itself was shown once and is not kept. */
export type Token = { readonly id: string; readonly name: string; readonly rights: readonly string[]; readonly subscribers: readonly string[] | null; readonly createdAt: string; readonly createdBy: string; readonly expiresAt: string | null; readonly expired: boolean; readonly lastUsedAt: string | null }

/** All tokens, those that are over too. */
export type TokenList = { readonly items: readonly Token[] }

/** Somebody who may use the console. */
export type User = { readonly name: string; readonly by: "password" | "openid"; readonly role: string; readonly rights: readonly string[]; readonly subscribers: readonly string[] | null; readonly disabled: boolean; readonly createdAt: string; readonly lastLoginAt: string | null }

/** All users, by name. */
export type UserList = { readonly items: readonly User[] }

/** What each operation is given, and gives. */
export interface Operations {
  /** Faxes, newest first */
  listFaxes: { query?: { search?: string; number?: string; sender?: string; subject?: string; id?: string; state?: string; held?: "true" | "false"; subscriber?: string; account?: string; from?: string; until?: string; cursor?: string; limit?: number }; answer: FaxPage }
  /** Send a new fax */
  sendFax: { body: FormData; answer: TakenFax }
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
  /** All subscribers, with their rules and without their keys */
  listSubscribers: { answer: SubscriberList }
  /** A new subscriber, in force at once */
  createSubscriber: { body: SubscriberSettings; answer: Subscriber }
  /** One subscriber; its ETag is what a change needs */
  getSubscriber: { params: { id: string }; answer: Subscriber }
  /** Other settings instead of those that it has */
  replaceSubscriber: { params: { id: string }; body: SubscriberSettings; answer: Subscriber }
  /** Change some settings, by JSON Patch */
  patchSubscriber: { params: { id: string }; body: JsonPatch; answer: Subscriber }
  /** Its faxes stay; nobody sends for it any more, and its numbers belong to nobody */
  deleteSubscriber: { params: { id: string }; answer: undefined }
  /** All distribution lists, without their members */
  listLists: { answer: DistributionLists }
  /** One distribution list, with its members */
  getList: { params: { id: string; list: string }; answer: DistributionList }
  /** How its secret key stands; never the key */
  getKey: { params: { id: string }; answer: KeyDetails }
  /** A new secret key, shown once; the old one works on for its grace */
  rotateKey: { params: { id: string }; body?: KeyRotation; answer: RotatedKey }
  /** Numbers that must not be faxed */
  listDoNotFax: { query?: { search?: string; cursor?: string; limit?: number }; answer: NumberPage }
  /** From now on nobody faxes this number; what waits for it is not sent either */
  addDoNotFax: { body: NewNumber; answer: ListedNumber }
  /** It may be faxed again */
  removeDoNotFax: { params: { number: string }; answer: undefined }
  /** Callers whose faxes are junk */
  listBlockedCallers: { answer: BlockedCallerList }
  /** Faxes of this caller are junk from now on */
  addBlockedCaller: { body: NewCaller; answer: BlockedCaller }
  /** Faxes of this caller are delivered again */
  removeBlockedCaller: { params: { caller: string }; answer: undefined }
  /** All accounts: standing, open faxes, balance */
  listProviders: { answer: ProviderList }
  /** One account */
  getProvider: { params: { account: string }; answer: Provider }
  /** What is left on it, in the vendor's own words */
  getBalance: { params: { account: string }; answer: Balance }
  /** Own numbers that are sent from, or received at, this account */
  getProviderNumbers: { params: { account: string }; answer: ProviderNumbers }
  /** Which provider gets which numbers */
  listRoutes: { answer: RouteList }
  /** Credentials, numbers, rights; nothing is sent without `to` */
  testProvider: { params: { account: string }; body?: ProviderTestRequest; answer: ProviderTest }
  /** A person has put it right: it is used again at once */
  resetProvider: { params: { account: string }; answer: Standing }
  /** Legal holds, newest first */
  listLegalHolds: { query?: { all?: "true" | "false" }; answer: LegalHoldList }
  /** From now on nothing of it is deleted */
  placeLegalHold: { body: LegalHoldOrder; answer: LegalHoldDone }
  /** It is not held any more; what is past its retention is deleted */
  liftLegalHold: { body: LegalHoldOrder; answer: LegalHoldDone }
  /** Who asks, and what they may do */
  getMe: { answer: Me }
  /** Version, readiness, queues, disk */
  getStatus: { answer: Status }
  /** What was used today of each budget */
  listBudgets: { answer: BudgetList }
  /** What was done, and who has looked at documents; newest first */
  listAudit: { query?: { from?: string; until?: string; who?: string; object?: string; action?: string; cursor?: string; limit?: number }; answer: AuditPage }
  /** Mails and logins that were refused, and why; newest first */
  listRefusals: { query?: { since?: string; search?: string; limit?: number }; answer: RefusalList }
  /** One refusal, by the reference that the sender was told */
  getRefusal: { params: { id: string }; answer: Refusal }
  /** What would become of a mail, and which rule decides; nothing is stored or sent */
  explainMail: { body: ExplainRequest; answer: Explanation }
  /** Alarms that are open, critical ones first, with what to do */
  listAlarms: { query?: { days?: number }; answer: AlarmList }
  /** A person knows of it: no more reminders */
  acknowledgeAlarm: { body: AlarmAcknowledgement; answer: AlarmAcknowledged }
  /** How many faxes were delivered, failed and came in, hour by hour */
  getFlow: { query?: { hours?: number }; answer: Flow }
  /** The configuration in force, without secrets */
  getSettings: { answer: Settings }
  /** Whether the audit log is as it was written, from its first entry to its last */
  verifyAudit: { body?: AuditQuestion; answer: AuditCheck }
  /** Who exported which faxes, newest first */
  listExports: { query?: { cursor?: string; limit?: number }; answer: ArchiveExportPage }
  /** Users of the console, by name */
  listUsers: { answer: UserList }
  /** Tokens of programs: scopes, end and last use */
  listTokens: { answer: TokenList }
  /** What happens to faxes, as it happens (server-sent events) */
  followEvents: { query?: { lastEventId?: number }; answer: Response }
}

export const OPERATIONS = {
  listFaxes: { method: 'GET', path: '/api/v1/faxes', takes: null, gives: 'json' },
  sendFax: { method: 'POST', path: '/api/v1/faxes', takes: 'multipart/form-data', gives: 'json' },
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
  listSubscribers: { method: 'GET', path: '/api/v1/subscribers', takes: null, gives: 'json' },
  createSubscriber: { method: 'POST', path: '/api/v1/subscribers', takes: 'application/json', gives: 'json' },
  getSubscriber: { method: 'GET', path: '/api/v1/subscribers/{id}', takes: null, gives: 'json' },
  replaceSubscriber: { method: 'PUT', path: '/api/v1/subscribers/{id}', takes: 'application/json', gives: 'json' },
  patchSubscriber: { method: 'PATCH', path: '/api/v1/subscribers/{id}', takes: 'application/json-patch+json', gives: 'json' },
  deleteSubscriber: { method: 'DELETE', path: '/api/v1/subscribers/{id}', takes: null, gives: 'nothing' },
  listLists: { method: 'GET', path: '/api/v1/lists', takes: null, gives: 'json' },
  getList: { method: 'GET', path: '/api/v1/subscribers/{id}/lists/{list}', takes: null, gives: 'json' },
  getKey: { method: 'GET', path: '/api/v1/subscribers/{id}/key', takes: null, gives: 'json' },
  rotateKey: { method: 'POST', path: '/api/v1/subscribers/{id}/key/rotate', takes: 'application/json', gives: 'json' },
  listDoNotFax: { method: 'GET', path: '/api/v1/do-not-fax', takes: null, gives: 'json' },
  addDoNotFax: { method: 'POST', path: '/api/v1/do-not-fax', takes: 'application/json', gives: 'json' },
  removeDoNotFax: { method: 'DELETE', path: '/api/v1/do-not-fax/{number}', takes: null, gives: 'nothing' },
  listBlockedCallers: { method: 'GET', path: '/api/v1/blocked-callers', takes: null, gives: 'json' },
  addBlockedCaller: { method: 'POST', path: '/api/v1/blocked-callers', takes: 'application/json', gives: 'json' },
  removeBlockedCaller: { method: 'DELETE', path: '/api/v1/blocked-callers/{caller}', takes: null, gives: 'nothing' },
  listProviders: { method: 'GET', path: '/api/v1/providers', takes: null, gives: 'json' },
  getProvider: { method: 'GET', path: '/api/v1/providers/{account}', takes: null, gives: 'json' },
  getBalance: { method: 'GET', path: '/api/v1/providers/{account}/balance', takes: null, gives: 'json' },
  getProviderNumbers: { method: 'GET', path: '/api/v1/providers/{account}/numbers', takes: null, gives: 'json' },
  listRoutes: { method: 'GET', path: '/api/v1/routes', takes: null, gives: 'json' },
  testProvider: { method: 'POST', path: '/api/v1/providers/{account}/test', takes: 'application/json', gives: 'json' },
  resetProvider: { method: 'POST', path: '/api/v1/providers/{account}/reset', takes: null, gives: 'json' },
  listLegalHolds: { method: 'GET', path: '/api/v1/legal-holds', takes: null, gives: 'json' },
  placeLegalHold: { method: 'POST', path: '/api/v1/legal-holds', takes: 'application/json', gives: 'json' },
  liftLegalHold: { method: 'POST', path: '/api/v1/legal-holds/lift', takes: 'application/json', gives: 'json' },
  getMe: { method: 'GET', path: '/api/v1/me', takes: null, gives: 'json' },
  getStatus: { method: 'GET', path: '/api/v1/status', takes: null, gives: 'json' },
  listBudgets: { method: 'GET', path: '/api/v1/budgets', takes: null, gives: 'json' },
  listAudit: { method: 'GET', path: '/api/v1/audit', takes: null, gives: 'json' },
  listRefusals: { method: 'GET', path: '/api/v1/refusals', takes: null, gives: 'json' },
  getRefusal: { method: 'GET', path: '/api/v1/refusals/{id}', takes: null, gives: 'json' },
  explainMail: { method: 'POST', path: '/api/v1/explain', takes: 'application/json', gives: 'json' },
  listAlarms: { method: 'GET', path: '/api/v1/alarms', takes: null, gives: 'json' },
  acknowledgeAlarm: { method: 'POST', path: '/api/v1/alarms/acknowledge', takes: 'application/json', gives: 'json' },
  getFlow: { method: 'GET', path: '/api/v1/flow', takes: null, gives: 'json' },
  getSettings: { method: 'GET', path: '/api/v1/settings', takes: null, gives: 'json' },
  verifyAudit: { method: 'POST', path: '/api/v1/audit/verify', takes: 'application/json', gives: 'json' },
  listExports: { method: 'GET', path: '/api/v1/archive/exports', takes: null, gives: 'json' },
  listUsers: { method: 'GET', path: '/api/v1/users', takes: null, gives: 'json' },
  listTokens: { method: 'GET', path: '/api/v1/tokens', takes: null, gives: 'json' },
  followEvents: { method: 'GET', path: '/api/v1/events', takes: null, gives: 'events' },
} as const satisfies Record<keyof Operations, object>
