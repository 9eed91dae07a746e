/**
 * The domains that have signed a mail (RFC 6376), as far as their signature proves who wrote it. The library checks body
 * and signature; in charge here of all else that makes a good signature worth something: what it covers, for whom the
 * mail was meant, and that library and house read the same From.
 */
import { Readable } from 'node:stream'
import type { DKIMResult } from 'mailauth'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import type { DnsQuestions } from './dns-questions.ts'
import { domainOf, mayBeRelated, namesAll } from './domain.ts'
import type { DomainQuestion, Found } from './domain-proof.ts'
import type { Headers } from './received.ts'

/** Each may make the whole mail be read once more. Honest mails have two or three. */
const MOST_SIGNATURES = 6

/** Fields of a result that the library's types leave out. */
type Result = DKIMResult & {
  readonly algo?: string
  readonly rr?: string
  readonly signatureTimeValid?: boolean
  readonly canonBodyLengthLimited?: boolean
  readonly signingHeaders?: { readonly keys: string }
}

/** Which domains related to From have signed. */
export async function signedDomains(questions: DnsQuestions, question: DomainQuestion): Promise<Found> {
  const { from, headers, recipients, raw, now } = question
  const nothing = { domains: [], open: false }
  if (!isWorthReading(headers, domainOf(from)) || !namesAll(headers, recipients)) return nothing
  const stream = Readable.from(raw())
  try {
    const { headerFrom, results } = await dkimVerify(stream, {
      resolver: questions.ask,
      curTime: now,
      // Not taken from a Return-Path header, which anybody may write.
      sender: from,
    })
    const read = headerFrom.length === 1 && headerFrom[0]?.toLowerCase() === from.toLowerCase()
    if (!read) return nothing
    const related = (results as readonly Result[]).filter(
      result => result.signingDomain !== undefined && mayBeRelated(result.signingDomain, domainOf(from)),
    )
    return {
      domains: related.filter(isTrustworthy).map(result => result.signingDomain.toLowerCase()),
      open: related.some(({ status }) => status.result === 'temperror'),
    }
  } finally {
    stream.destroy()
  }
}

/** RFC 6376 §8.2: with l= anything may be appended. The library would hash the mail once more, and write to stdout. */
function isPartial({ name, value }: Headers[number]): boolean {
  return /^(?:dkim|arc-message)-signature$/.test(name) && /(?:^|;)\s*l\s*=/i.test(value)
}

/** A first look at the header, so that a mail is read again only if that can help. */
function isWorthReading(headers: Headers, from: string): boolean {
  const signatures = headers.filter(({ name }) => name === 'dkim-signature')
  if (signatures.length === 0 || signatures.length > MOST_SIGNATURES || headers.some(isPartial)) return false
  return signatures.some(({ value }) => {
    const [, domain = ''] = /(?:^|;)\s*d\s*=\s*([^;\s]+)/.exec(value) ?? []
    return mayBeRelated(domain, from)
  })
}

/** Only these say nothing but themselves; the library takes the name apart as if it were a URL. */
const DOMAIN = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i

function isTrustworthy(result: Result): boolean {
  const signed = new Set(result.signingHeaders?.keys.toLowerCase().split(/\s*:\s*/))
  return (
    result.status.result === 'pass' &&
    DOMAIN.test(result.signingDomain) &&
    DOMAIN.test(result.selector ?? '') &&
    // RFC 8301 §3.1: rsa-sha1 counts no longer.
    /^(?:rsa|ed25519)-sha256$/i.test(result.algo ?? '') &&
    result.canonBodyLengthLimited === false &&
    result.signatureTimeValid === true &&
    // RFC 6376 §5.4: From must be signed. Whom it was meant for stands in To and Cc.
    signed.has('from') &&
    (signed.has('to') || signed.has('cc')) &&
    isKeyForMail(result.rr ?? '')
  )
}

/** RFC 6376 §3.6.1: t=y is a test and counts as unsigned; s= and h= say what a key is for. */
function isKeyForMail(record: string): boolean {
  const tags = new Map(
    record.split(';').map(tag => {
      const at = tag.indexOf('=')
      return [tag.slice(0, Math.max(0, at)).trim().toLowerCase(), tag.slice(at + 1).toLowerCase()] as const
    }),
  )
  const list = (name: string) => tags.get(name)?.split(':')
  const service = list('s')
  return (
    list('t')?.includes('y') !== true &&
    (service === undefined || service.includes('*') || service.includes('email')) &&
    list('h')?.includes('sha256') !== false
  )
}
