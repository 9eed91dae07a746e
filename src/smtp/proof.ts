/**
 * What proves the sender of a mail for one entry of the access list. In charge of the rank of proofs and of what an
 * entry accepts as one. Pure. Not in charge of finding proofs (sender-checks.ts) nor of the other fields of the entry
 * (rules.ts).
 */
import { SENDER_EVIDENCE, type SenderEvidence } from '../fax/submission.ts'
import type { RuleEntry } from './acl.ts'
import type { SubscriberRules } from './rule-book.ts'
import { type Proofs, type Verdict, verdictOf } from './verdict.ts'

export interface Proof {
  readonly verdict: Verdict
  /** The strongest that the entry accepts; null: there is none. */
  readonly evidence: SenderEvidence | null
  /** Looking at the domain of From may turn `open` into `pass`. */
  readonly wantsDomain: boolean
  /** For the trace. */
  readonly note: string
}

export interface ProofQuestion {
  readonly subscriber: SubscriberRules
  readonly entry: RuleEntry
  /** Whom login or certificate have shown the client to be. */
  readonly identity: 'auth' | 'certificate' | null
  readonly keyMatches: boolean | null
  /** Whether the mail comes from where the entry says. */
  readonly peer: Verdict
  readonly proofs: Proofs | undefined
}

/** An entry that says nothing: whatever needs no question to anybody else. */
const USUAL: readonly SenderEvidence[] = ['auth', 'certificate', 'peer', 'key', 'from-only']

/** The strongest proof that the entry accepts. */
export function proofOf(question: ProofQuestion): Proof {
  const needs = question.entry.needs ?? USUAL
  const accepted = SENDER_EVIDENCE.filter(kind => needs.includes(kind))
  let wantsDomain = false
  let verdict: Verdict = 'fail'
  for (const kind of accepted) {
    const found = isThere(kind, question)
    // Where the domain would do, nobody is asked to follow a link before it was looked at.
    if (found === 'pass')
      return { verdict: 'pass', evidence: kind, wantsDomain: wantsDomain && kind === 'link', note: kind }
    if (found === 'fail') continue
    verdict = 'open'
    wantsDomain ||= kind === 'domain' && question.proofs?.domain === null
  }
  const possible = accepted.filter(kind => kind !== 'from-only' || question.subscriber.allowUnprovenFrom)
  return { verdict, evidence: null, wantsDomain, note: `needs ${possible.join(' or ')}` }
}

function isThere(kind: SenderEvidence, question: ProofQuestion): Verdict {
  const { subscriber, entry, identity, keyMatches, peer, proofs } = question
  switch (kind) {
    case 'auth':
    case 'certificate':
      return verdictOf(identity === kind)
    case 'peer':
      return entry.peer === null ? 'fail' : peer
    case 'domain':
    case 'relay':
      // Both vouch for From and nothing else: without from_email every domain of the world would vouch for itself.
      return entry.from === null ? 'fail' : verdictOf(proofs === undefined ? false : proofs[kind])
    case 'key':
      if (subscriber.key === null) return 'fail'
      // Where the key is needed it is a check of its own; a login stands in for it but does not prove that it is known.
      return identity === null ? 'pass' : verdictOf(keyMatches)
    case 'link':
      // Only whom the entry names is written to: else anybody could make us write to anybody.
      return entry.from === null ? 'fail' : 'pass'
    case 'from-only':
      // A From header alone is a claim, not a proof: anyone can write it.
      return verdictOf(subscriber.allowUnprovenFrom)
  }
}
