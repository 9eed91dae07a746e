/**
 * Does the domain of From stand for a mail? By SPF (RFC 7208) when the return path is of the same domain, by DKIM
 * (RFC 6376), each aligned as DMARC wants it (RFC 7489 §3.1). The library mailauth does the work; in charge here of what
 * it may cost, and of believing a "pass" only where the library and the RFCs cannot differ.
 */
import { dmarc } from 'mailauth/lib/dmarc/index.js'
import { spf } from 'mailauth/lib/spf/index.js'
import type { EpochMs } from '../fax/id.ts'
import { signedDomains } from './dkim-proof.ts'
import type { Dns } from './dns.ts'
import { DnsQuestions } from './dns-questions.ts'
import { domainOf, mayBeRelated, sameDomain } from './domain.ts'
import type { Headers } from './received.ts'

export interface DomainQuestion {
  /** The address of From, read by sender.ts. */
  readonly from: string
  readonly reversePath: string
  /** The address that the mail came to us, or to our relays, from; null: not known, so SPF says nothing. */
  readonly client: string | null
  readonly headers: Headers
  /** Recipients of the envelope. */
  readonly recipients: readonly string[]
  /** The mail as it came. */
  readonly raw: () => AsyncIterable<Uint8Array>
  readonly now: EpochMs
}

export interface DomainProof {
  /** Null: DNS did not answer. */
  readonly proven: boolean | null
  /** For the log: what counted, or why nothing did. */
  readonly note: string
}

/** What one method found: domains that it stands for; `open` when DNS did not answer. */
export interface Found {
  readonly domains: readonly string[]
  readonly open: boolean
}

/** Asks SPF first, which is cheap; then the signatures, for which the whole mail is read. */
export async function proveDomain(
  dns: Dns,
  question: DomainQuestion,
  stop?: AbortSignal,
): Promise<DomainProof> {
  let open = false
  for (const [method, find] of [
    ['spf', spfDomains],
    ['dkim', signedDomains],
  ] as const) {
    const questions = new DnsQuestions(dns, stop)
    const found = await find(questions, question)
    const aligned = await isAligned(questions, method, domainOf(question.from), found.domains)
    if (aligned === true) return { proven: true, note: `${method} ${found.domains.join(' ')}` }
    open ||= found.open || aligned === null
  }
  return open ? { proven: null, note: 'DNS did not answer' } : { proven: false, note: 'neither spf nor dkim' }
}

/** RFC 7208 §2.6.1. HELO proves nothing about From and is not looked at. */
export async function spfDomains(
  questions: DnsQuestions,
  { from, reversePath, client }: Pick<DomainQuestion, 'from' | 'reversePath' | 'client'>,
): Promise<Found> {
  const domain = domainOf(reversePath)
  if (client === null || !mayBeRelated(domain, domainOf(from))) return { domains: [], open: false }
  const result = await spf({
    sender: reversePath,
    ip: client,
    helo: client,
    mta: 'faxbridge',
    resolver: questions.ask,
  })
  const passed = result.status.result === 'pass' && isSimple(questions.texts)
  return { domains: passed ? [domain] : [], open: result.status.result === 'temperror' }
}

/**
 * The library expands macros by the sender's domain where RFC 7208 §7.2 wants the domain of the record, and leaves out
 * %{p}; ptr is not reliable (§5.5). `+all` says that everybody may send. A pass that rests on these is no proof.
 */
export function isSimple(texts: readonly string[]): boolean {
  return texts
    .filter(text => /^\s*v=spf1/i.test(text))
    .every(text => text.split(/\s+/).every(term => !/%|^\+?(?:ptr|all)(?![^:/])|\/0+$/i.test(term)))
}

/** Without a DMARC record the domains must be the same. Null: DNS did not answer. */
async function isAligned(
  questions: DnsQuestions,
  method: 'spf' | 'dkim',
  from: string,
  domains: readonly string[],
): Promise<boolean | null> {
  if (domains.some(domain => sameDomain(domain, from))) return true
  if (domains.length === 0) return false
  const named =
    method === 'spf' ? { spfDomains: [...domains] } : { dkimDomains: domains.map(domain => ({ domain })) }
  const result = await dmarc({
    headerFrom: from,
    spfDomains: [],
    dkimDomains: [],
    ...named,
    resolver: questions.ask,
  })
  if (result === false || result.status.result === 'none') return false
  if (result.status.result === 'temperror') return null
  // RFC 7489 §3.1: strict wants the same domain. The library takes a related one in either mode.
  const strict = new RegExp(`;\\s*a${method}\\s*=\\s*s\\s*(?:;|$)`, 'i').test(result.rr ?? '')
  return result.status.result === 'pass' && !strict
}
