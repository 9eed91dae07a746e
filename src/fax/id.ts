/** A string that names one kind of thing; the prefix (`fax_…`) makes logs readable. */
export type Id<K extends string> = string & { readonly __kind: K }
export type SubmissionId = Id<'sub'>
export type FaxJobId = Id<'fax'>
export type AttemptId = Id<'att'>
export type DocumentId = Id<'doc'>
export type InboundFaxId = Id<'inb'>
export type MailId = Id<'mail'>
export type DeliveryId = Id<'dlv'>
export type TaskId = Id<'task'>
export type TokenId = Id<'tok'>
export type LegalHoldId = Id<'lgh'>

/** What each kind of id starts with. Lower-case base32 follows: 10 characters of time, 16 of chance. */
export type IdPrefix =
  | 'sub'
  | 'fax'
  | 'att'
  | 'doc'
  | 'inb'
  | 'mail'
  | 'dlv'
  | 'task'
  | 'tok'
  | 'alm'
  | 'call'
  | 'lgh'

/** Milliseconds since 1970, UTC. The only form in which an instant is stored. */
export type EpochMs = number & { readonly __unit: 'ms' }
