/**
 * Finds out what proves the sender of a mail: certificate, names of hosts, lines of trusted relays, the domain of From.
 * In charge of asking only what the configuration wants to know, and of what a mail that nobody asks about costs:
 * nothing. Not in charge of what a proof is worth (proof.ts).
 */
import type { LiveConfig } from '../config/schema.ts'
import type { Clock } from '../runtime.ts'
import { inNetworks, type PeerAddress, unnamed } from './acl.ts'
import { relayVouches } from './auth-results.ts'
import type { Client } from './client.ts'
import { type Dns, systemDns, within } from './dns.ts'
import type { DomainProof, DomainQuestion } from './domain-proof.ts'
import { HostNames } from './host-names.ts'
import { walkReceived } from './received.ts'
import type { RuleBook } from './rule-book.ts'
import type { Proofs } from './verdict.ts'

export interface SenderCheckDeps {
  readonly config: LiveConfig
  readonly clock: Clock
  /** Default: the servers of the configuration. */
  readonly dns?: Dns | undefined
}

/** What is known of a mail but whom we had it from. */
export type MailQuestion = Omit<DomainQuestion, 'client'>

/** Each may read a large mail again. */
const MOST_AT_A_TIME = 8

/** One for all listeners: they share what it remembers. */
export class SenderChecks {
  readonly #config: LiveConfig
  readonly #clock: Clock
  readonly #dns: Dns
  readonly #names: HostNames
  #looking = 0

  constructor({ config, clock, dns }: SenderCheckDeps) {
    this.#config = config
    this.#clock = clock
    this.#dns = dns ?? systemDns(() => config.current.smtp.dns.servers)
    this.#names = new HostNames({ dns: this.#dns, clock, patience: () => this.#patience() })
  }

  /** At MAIL: what the connection tells. */
  async ofClient({ address, certificate }: Client, book: RuleBook): Promise<Proofs> {
    const listing = book.subscribers.filter(s => certificate.some(name => s.certificates.has(name)))
    const relayed = book.isTrustedRelay(address)
    return {
      certificateOf: listing.map(({ id }) => id),
      peers: [await this.#peer(address, book)],
      morePeers: relayed,
      domain: null,
      relay: this.#isBelieved(address) ? null : false,
    }
  }

  /** At the end of DATA: what the headers add. */
  async ofHeaders(before: Proofs, mail: MailQuestion, book: RuleBook): Promise<Proofs> {
    const proofs = { ...before, morePeers: false, relay: before.relay ?? this.#vouched(mail) }
    if (!before.morePeers) return proofs
    const client = clientOfRelay(mail, book)
    if (client === null) return proofs
    return { ...proofs, peers: [...before.peers, await this.#peer(client, book)] }
  }

  /** Does the domain of From stand for the mail? Asked only when that decides. */
  async ofDomain({ peers }: Proofs, mail: MailQuestion, book: RuleBook): Promise<DomainProof> {
    const late: DomainProof = { proven: null, note: 'it took too long' }
    if (this.#looking >= MOST_AT_A_TIME) return { proven: null, note: 'too many at the same time' }
    this.#looking++
    const [peer] = peers
    // A relay of our own may well be named in our own SPF record: that says nothing about whom it had the mail from.
    const relayed = peer !== undefined && book.isTrustedRelay(peer.address)
    const client = relayed ? clientOfRelay(mail, book) : (peer?.address ?? null)
    const stop = new AbortController()
    const work = this.#prove({ ...mail, client }, stop.signal).finally(() => this.#looking--)
    return within(this.#clock, this.#patience(), work, late).finally(() => stop.abort())
  }

  async #prove(question: DomainQuestion, stop: AbortSignal): Promise<DomainProof> {
    // Only who needs the library loads it: it is large.
    const { proveDomain } = await import('./domain-proof.ts')
    try {
      return await proveDomain(this.#dns, question, stop)
    } catch (error) {
      // What makes the library fall is not a mail that it stands for.
      return { proven: false, note: `it could not be read: ${String(error)}` }
    }
  }

  #vouched({ headers, from, recipients }: MailQuestion): boolean {
    const { servers } = this.#config.current.smtp.authenticationResults
    const isRelay = (address: string) => this.#isBelieved(address)
    return relayVouches({ headers, servers, isRelay, from, recipients })
  }

  #isBelieved(address: string): boolean {
    const { peers } = this.#config.current.smtp.authenticationResults
    return peers.length > 0 && inNetworks(peers)(address)
  }

  async #peer(address: string, book: RuleBook): Promise<PeerAddress> {
    return book.wantsNames ? this.#names.of(address) : unnamed(address)
  }

  #patience(): number {
    return this.#config.current.smtp.dns.seconds * 1000
  }
}

function clientOfRelay({ headers }: MailQuestion, book: RuleBook): string | null {
  return walkReceived(headers, address => book.isTrustedRelay(address)).client
}
