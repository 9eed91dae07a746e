/**
 * Who may fax where. In charge of the whole decision: active, key AND (one of the entries), and that exactly one
 * subscriber answers for a mail. Pure: facts in, verdict and trace out. The same function judges at RCPT, where sender
 * and key are not known yet, and at the end of DATA. Closed by default.
 * Not in charge of what proves a sender (proof.ts) nor of replies: whatever the reason, a stranger reads the same words.
 */
import { digitsOf, type FaxNumber } from '../fax/fax-number.ts'
import { SENDER_EVIDENCE, type SenderEvidence } from '../fax/submission.ts'
import type { Matcher } from '../matching/text-matcher.ts'
import { type RuleEntry, unnamed } from './acl.ts'
import { type Proof, proofOf } from './proof.ts'
import type { SubscriberRules } from './rule-book.ts'
import { both, type Proofs, type Verdict, verdictOf } from './verdict.ts'

/** What is known about a mail and one recipient; null: not known yet. */
export interface MailKnowledge {
  /** In the spelling of `plainIp`. */
  readonly peerAddress: string
  /** The subscriber whose login was used; null: nobody logged in. */
  readonly authSubscriber: string | null
  /** Address of the From header. */
  readonly from: string | null
  /** Whether the first line is the key of this subscriber. */
  readonly keyMatches: boolean | null
  readonly number: FaxNumber | null
  /** What else there is to prove the sender with; absent: the address of the peer and nothing more. */
  readonly proofs?: Proofs
}

/** What a line of the trace is about. */
export type TraceField =
  | 'active'
  | 'login'
  | 'certificate'
  | 'line'
  | 'answer'
  | 'number'
  | 'closed'
  | 'dialable'
  | 'configured'
  | 'key'
  | 'from_email'
  | 'received_from'
  | 'destination'
  | 'proof'

export interface TraceLine {
  readonly subscriber: string
  /** Position of the acl entry from 0; null: about the subscriber as a whole. */
  readonly entry: number | null
  readonly field: TraceField
  readonly result: Verdict
  /** What was really asked for, where it is a pattern. */
  readonly pattern?: string
  /** One more word for people: the proof that counted, or what was missing. */
  readonly note?: string
}

export interface Judgement {
  readonly verdict: Verdict
  /** The strongest proof among the entries that match. Only with `pass`. */
  readonly evidence: SenderEvidence | null
  /** It is open, or proven by nothing but a link that is still to be mailed, until the domain of From has been looked at. */
  readonly wantsDomain: boolean
}

const rank = (evidence: SenderEvidence): number => SENDER_EVIDENCE.indexOf(evidence)

/** Judges one mail and one recipient for one subscriber. `trace` gets a line for every check that was made. */
export function judge(subscriber: SubscriberRules, known: MailKnowledge, trace: TraceLine[]): Judgement {
  const say = (field: TraceField, result: Verdict) => {
    trace.push({ subscriber: subscriber.id, entry: null, field, result })
    return result
  }
  if (!subscriber.active) return failed(say('active', 'fail'))
  const identity = identityFor(subscriber, known)
  // A login binds the session to its subscriber: it never opens the door of another one. So does a certificate.
  if (identity === 'other-login') return failed(say('login', 'fail'))
  if (identity === 'other-certificate') return failed(say('certificate', 'fail'))
  if (identity === null && subscriber.key === null && subscriber.entries.length === 0) {
    return failed(say('configured', 'fail'))
  }
  // Both are stronger than the key and stand in for it; entries narrow them down like anything else.
  const keyNeeded = subscriber.key !== null && identity === null
  const key = keyNeeded ? say('key', verdictOf(known.keyMatches)) : 'pass'
  if (subscriber.entries.length === 0) {
    const evidence = identity ?? 'key'
    return { verdict: key, evidence, wantsDomain: false }
  }
  const acl = judgeEntries(subscriber, identity, known, trace)
  return {
    verdict: both(key, acl.verdict),
    evidence: acl.evidence,
    wantsDomain: key !== 'fail' && acl.wantsDomain && (acl.verdict === 'open' || acl.evidence === 'link'),
  }
}

function failed(verdict: Verdict): Judgement {
  return { verdict, evidence: null, wantsDomain: false }
}

/** Who the client has shown to be: this subscriber, another one, or nobody. A login goes before a certificate. */
function identityFor(
  subscriber: SubscriberRules,
  { authSubscriber, proofs }: MailKnowledge,
): 'auth' | 'certificate' | 'other-login' | 'other-certificate' | null {
  if (authSubscriber !== null) return authSubscriber === subscriber.id ? 'auth' : 'other-login'
  const certified = proofs?.certificateOf ?? []
  if (certified.length === 0) return null
  return certified.includes(subscriber.id) ? 'certificate' : 'other-certificate'
}

/** One entry is enough; of those that match, the strongest proof counts. */
function judgeEntries(
  subscriber: SubscriberRules,
  identity: 'auth' | 'certificate' | null,
  known: MailKnowledge,
  trace: TraceLine[],
) {
  let verdict: Verdict = 'fail'
  let evidence: SenderEvidence | null = null
  let wantsDomain = false
  for (const entry of subscriber.entries) {
    const result = judgeEntry(subscriber, entry, identity, known, trace)
    if (result.verdict === 'pass' && result.evidence !== null) {
      if (evidence === null || rank(result.evidence) < rank(evidence)) evidence = result.evidence
      verdict = 'pass'
      wantsDomain ||= result.wantsDomain
    } else if (result.verdict === 'open') {
      if (verdict === 'fail') verdict = 'open'
      wantsDomain ||= result.wantsDomain
    }
  }
  return { verdict, evidence, wantsDomain }
}

function judgeEntry(
  subscriber: SubscriberRules,
  entry: RuleEntry,
  identity: 'auth' | 'certificate' | null,
  known: MailKnowledge,
  trace: TraceLine[],
): Proof {
  const say = (field: TraceField, result: Verdict, pattern?: string, note?: string) => {
    const more = { ...(pattern === undefined ? {} : { pattern }), ...(note === undefined ? {} : { note }) }
    trace.push({ subscriber: subscriber.id, entry: entry.index, field, result, ...more })
    return result
  }
  const peer = checkPeer(entry, known)
  const number = known.number === null ? null : digitsOf(known.number)
  const { keyMatches, proofs } = known
  const proof = proofOf({ subscriber, entry, identity, keyMatches, peer, proofs })
  const checks: Verdict[] = [
    say('received_from', peer, entry.peer?.pattern),
    say('destination', check(entry.destination, number), entry.destination?.pattern),
    say('from_email', check(entry.from, known.from), entry.from?.pattern),
    say('proof', proof.verdict, undefined, proof.note),
  ]
  const others = checks.slice(0, -1).reduce(both)
  const verdict = both(others, proof.verdict)
  return { ...proof, verdict, wantsDomain: proof.wantsDomain && others !== 'fail' }
}

/** One of the computers that the mail comes from must fit. */
function checkPeer({ peer }: RuleEntry, { peerAddress, proofs }: MailKnowledge): Verdict {
  if (peer === null) return 'pass'
  let verdict: Verdict = proofs?.morePeers ? 'open' : 'fail'
  for (const candidate of proofs?.peers ?? [unnamed(peerAddress)]) {
    const fits = peer.matches(candidate)
    if (fits === true) return 'pass'
    if (fits === null) verdict = 'open'
  }
  return verdict
}

function check(matcher: Matcher, value: string | null): Verdict {
  if (matcher === null) return 'pass'
  return value === null ? 'open' : verdictOf(matcher.matches(value))
}

/** What is known about a whole mail at the end of DATA. */
export interface WholeMail {
  readonly peerAddress: string
  readonly authSubscriber: string | null
  readonly from: string
  /** Does the first line match this subscriber's key? */
  readonly keyMatches: (subscriber: SubscriberRules) => boolean
  /** Each recipient's number as this subscriber would dial it; null: not a number there. */
  readonly recipients: readonly ((subscriber: SubscriberRules) => FaxNumber | null)[]
  readonly proofs?: Proofs
}

export type Decision =
  | {
      readonly accepted: true
      readonly subscriber: SubscriberRules
      readonly evidence: SenderEvidence
      /** With evidence `link`: looking at the domain of From may spare the sender the link. */
      readonly wantsDomain: boolean
      /** One per recipient, in order: its number, or null where the rules refuse it. */
      readonly numbers: readonly (FaxNumber | null)[]
      readonly trace: readonly TraceLine[]
    }
  | {
      readonly accepted: false
      /** Subscribers that would all take it: nobody can tell whose fax it is. Empty: nobody takes it. */
      readonly ambiguous: readonly string[]
      /** Something could not be found out, without which it cannot be decided. */
      readonly open: boolean
      /** Looking at the domain of From may decide it. */
      readonly wantsDomain: boolean
      readonly trace: readonly TraceLine[]
    }

/** Decides about a mail. Exactly one of the subscribers must take it, or part of it. */
export function decide(subscribers: readonly SubscriberRules[], mail: WholeMail): Decision {
  const trace: TraceLine[] = []
  let [open, wantsDomain] = [false, false]
  const takers: { subscriber: SubscriberRules; evidence: SenderEvidence; numbers: (FaxNumber | null)[] }[] =
    []
  for (const subscriber of subscribers) {
    const keyMatches = mail.keyMatches(subscriber)
    let evidence: SenderEvidence | null = null
    const numbers = mail.recipients.map(numberFor => {
      const number = numberFor(subscriber)
      if (number === null) return null
      const judged = judge(subscriber, { ...mail, keyMatches, number }, trace)
      open ||= judged.verdict === 'open'
      wantsDomain ||= judged.wantsDomain
      if (judged.verdict !== 'pass' || judged.evidence === null) return null
      // Each recipient may have matched by another entry: the mail is as well proven as its weakest part.
      evidence = weaker(evidence, judged.evidence)
      return number
    })
    if (evidence !== null) takers.push({ subscriber, evidence, numbers })
  }
  const [taker] = takers
  if (taker === undefined || takers.length > 1) {
    const ambiguous = takers.map(t => t.subscriber.id)
    // With several takers nothing that is still to come could help.
    const undecided = taker === undefined
    return {
      accepted: false,
      ambiguous,
      open: open && undecided,
      wantsDomain: wantsDomain && undecided,
      trace,
    }
  }
  return { accepted: true, ...taker, wantsDomain, trace }
}

function weaker(a: SenderEvidence | null, b: SenderEvidence): SenderEvidence {
  return a === null || rank(b) > rank(a) ? b : a
}
