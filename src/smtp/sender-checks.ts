/**
 * Finds out what proves the sender of a mail: names of hosts, lines of trusted relays. In charge of asking only what the
 * configuration wants to know, and of what a mail that nobody asks about costs: nothing. Not in charge of what a proof
 * is worth (proof.ts).
 */
import type { LiveConfig } from '../config/schema.ts'
import type { Clock } from '../runtime.ts'
import { type PeerAddress, unnamed } from './acl.ts'
import type { Client } from './client.ts'
import { type Dns, systemDns } from './dns.ts'
import { HostNames } from './host-names.ts'
import { type Headers, walkReceived } from './received.ts'
import type { RuleBook } from './rule-book.ts'
import type { Proofs } from './verdict.ts'

export interface SenderCheckDeps {
  readonly config: LiveConfig
  readonly clock: Clock
  /** Default: the servers of the configuration. */
  readonly dns?: Dns | undefined
}

/** One for all listeners: they share what it remembers. */
export class SenderChecks {
  readonly #names: HostNames

  constructor({ config, clock, dns }: SenderCheckDeps) {
    const settings = () => config.current.smtp.dns
    const ask = dns ?? systemDns(() => settings().servers)
    this.#names = new HostNames({ dns: ask, clock, patience: () => settings().seconds * 1000 })
  }

  /** At MAIL: what the connection tells. */
  async ofClient(client: Client, book: RuleBook): Promise<Proofs> {
    return {
      certificateOf: [],
      peers: [await this.#peer(client.address, book)],
      morePeers: book.isTrustedRelay(client.address),
      domain: null,
      relay: null,
    }
  }

  /** At the end of DATA: what the headers add. */
  async ofHeaders(before: Proofs, headers: Headers, book: RuleBook): Promise<Proofs> {
    const proofs = { ...before, morePeers: false, relay: false }
    if (!before.morePeers) return proofs
    const { client } = walkReceived(headers, address => book.isTrustedRelay(address))
    if (client === null) return proofs
    return { ...proofs, peers: [...before.peers, await this.#peer(client, book)] }
  }

  async #peer(address: string, book: RuleBook): Promise<PeerAddress> {
    return book.wantsNames ? this.#names.of(address) : unnamed(address)
  }
}
