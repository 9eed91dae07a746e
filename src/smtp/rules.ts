/**
 * Who may fax where. In charge of the whole decision: active, key AND (one of the entries), what counts as proof of a
 * sender, and that exactly one subscriber answers for a mail. Pure: facts in, verdict and trace out. The same function
 * judges at RCPT, where sender and key are not known yet, and at the end of DATA. Closed by default.
 * Not in charge of replies: whatever the reason, a stranger reads the same words.
 */
import { digitsOf, type FaxNumber } from '../fax/fax-number.ts'
import type { SenderEvidence } from '../fax/submission.ts'
import type { Matcher, RuleEntry, SubscriberRules } from './rule-book.ts'

/** `open`: it depends on something that is not known yet. */
export type Verdict = 'pass' | 'fail' | 'open'

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
}

export interface TraceLine {
  readonly subscriber: string
  /** Position of the acl entry from 0; null: about the subscriber as a whole. */
  readonly entry: number | null
  readonly field:
    | 'active'
    | 'login'
    | 'configured'
    | 'key'
    | 'from_email'
    | 'received_from'
    | 'destination'
    | 'proof'
  readonly result: Verdict
}

export interface Judgement {
  readonly verdict: Verdict
  /** The strongest proof among the entries that match. Only with `pass`. */
  readonly evidence: SenderEvidence | null
  /** Everything but the key was right: someone may be guessing keys. */
  readonly onlyKeyFailed: boolean
}

const RANK: readonly SenderEvidence[] = ['auth', 'peer', 'key', 'from-only']

/** Judges one mail and one recipient for one subscriber. `trace` gets a line for every check that was made. */
export function judge(subscriber: SubscriberRules, known: MailKnowledge, trace: TraceLine[]): Judgement {
  const say = (field: TraceLine['field'], result: Verdict) => {
    trace.push({ subscriber: subscriber.id, entry: null, field, result })
    return result
  }
  if (!subscriber.active) return failed(say('active', 'fail'))
  const loggedIn = known.authSubscriber === subscriber.id
  // A login binds the session to its subscriber: it never opens the door of another one.
  if (known.authSubscriber !== null && !loggedIn) return failed(say('login', 'fail'))
  if (!loggedIn && subscriber.key === null && subscriber.entries.length === 0) {
    return failed(say('configured', 'fail'))
  }
  // A login is stronger than the key and stands in for it; entries narrow a login down like anything else.
  const keyNeeded = subscriber.key !== null && !loggedIn
  const key = keyNeeded ? say('key', verdictOf(known.keyMatches)) : 'pass'
  if (subscriber.entries.length === 0) {
    return { verdict: key, evidence: loggedIn ? 'auth' : 'key', onlyKeyFailed: key === 'fail' }
  }
  const acl = judgeEntries(subscriber, known, trace)
  const verdict = both(key, acl.verdict)
  return { verdict, evidence: acl.evidence, onlyKeyFailed: key === 'fail' && acl.verdict === 'pass' }
}

function failed(verdict: Verdict): Judgement {
  return { verdict, evidence: null, onlyKeyFailed: false }
}

/** One entry is enough; of those that match, the strongest proof counts. */
function judgeEntries(subscriber: SubscriberRules, known: MailKnowledge, trace: TraceLine[]) {
  let verdict: Verdict = 'fail'
  let evidence: SenderEvidence | null = null
  for (const entry of subscriber.entries) {
    const result = judgeEntry(subscriber, entry, known, trace)
    if (result.verdict === 'pass') {
      if (evidence === null || RANK.indexOf(result.evidence) < RANK.indexOf(evidence))
        evidence = result.evidence
      verdict = 'pass'
    } else if (result.verdict === 'open' && verdict === 'fail') verdict = 'open'
  }
  return { verdict, evidence }
}

function judgeEntry(
  subscriber: SubscriberRules,
  entry: RuleEntry,
  known: MailKnowledge,
  trace: TraceLine[],
): { verdict: Verdict; evidence: SenderEvidence } {
  const say = (field: TraceLine['field'], result: Verdict) => {
    trace.push({ subscriber: subscriber.id, entry: entry.index, field, result })
    return result
  }
  const evidence = evidenceOf(subscriber, entry, known)
  // A From header alone is a claim, not a proof: anyone can write it.
  const unproven = evidence === 'from-only' && !subscriber.allowUnprovenFrom
  const checks: Verdict[] = [
    say('received_from', check(entry.peer, known.peerAddress)),
    say('destination', check(entry.destination, known.number === null ? null : digitsOf(known.number))),
    say('from_email', check(entry.from, known.from)),
  ]
  if (unproven) checks.push(say('proof', 'fail'))
  return { verdict: checks.reduce(both), evidence }
}

function evidenceOf(subscriber: SubscriberRules, entry: RuleEntry, known: MailKnowledge): SenderEvidence {
  if (known.authSubscriber === subscriber.id) return 'auth'
  if (entry.peer !== null) return 'peer'
  return subscriber.key === null ? 'from-only' : 'key'
}

function check(matcher: Matcher, value: string | null): Verdict {
  if (matcher === null) return 'pass'
  return value === null ? 'open' : verdictOf(matcher(value))
}

function verdictOf(matches: boolean | null): Verdict {
  if (matches === null) return 'open'
  return matches ? 'pass' : 'fail'
}

function both(a: Verdict, b: Verdict): Verdict {
  if (a === 'fail' || b === 'fail') return 'fail'
  return a === 'open' || b === 'open' ? 'open' : 'pass'
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
}

export type Decision =
  | {
      readonly accepted: true
      readonly subscriber: SubscriberRules
      readonly evidence: SenderEvidence
      /** One per recipient, in order: its number, or null where the rules refuse it. */
      readonly numbers: readonly (FaxNumber | null)[]
      readonly trace: readonly TraceLine[]
    }
  | {
      readonly accepted: false
      /** Subscribers that would all take it: nobody can tell whose fax it is. Empty: nobody takes it. */
      readonly ambiguous: readonly string[]
      readonly onlyKeyFailed: boolean
      readonly trace: readonly TraceLine[]
    }

/** Decides about a mail. Exactly one of the subscribers must take it, or part of it. */
export function decide(subscribers: readonly SubscriberRules[], mail: WholeMail): Decision {
  const trace: TraceLine[] = []
  let onlyKeyFailed = false
  const takers: { subscriber: SubscriberRules; evidence: SenderEvidence; numbers: (FaxNumber | null)[] }[] =
    []
  for (const subscriber of subscribers) {
    const keyMatches = mail.keyMatches(subscriber)
    let evidence: SenderEvidence | null = null
    const numbers = mail.recipients.map(numberFor => {
      const number = numberFor(subscriber)
      if (number === null) return null
      const judged = judge(subscriber, { ...mail, keyMatches, number }, trace)
      onlyKeyFailed ||= judged.onlyKeyFailed
      if (judged.verdict !== 'pass' || judged.evidence === null) return null
      // Each recipient may have matched by another entry: the mail is as well proven as its weakest part.
      evidence = weaker(evidence, judged.evidence)
      return number
    })
    if (evidence !== null) takers.push({ subscriber, evidence, numbers })
  }
  const [taker] = takers
  if (taker === undefined || takers.length > 1) {
    return { accepted: false, ambiguous: takers.map(t => t.subscriber.id), onlyKeyFailed, trace }
  }
  return { accepted: true, ...taker, trace }
}

function weaker(a: SenderEvidence | null, b: SenderEvidence): SenderEvidence {
  return a === null || RANK.indexOf(b) > RANK.indexOf(a) ? b : a
}
