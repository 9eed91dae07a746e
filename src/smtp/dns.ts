/**
 * Questions to DNS, for host names and for the domains of senders. In charge of one form for all who ask, of time limits
 * and of telling "there is none" from "nobody answered". The house asks only where the configuration wants it.
 */
import { Resolver } from 'node:dns/promises'
import type { Clock } from '../runtime.ts'

/** Answers as node:dns gives them: texts for A, AAAA and PTR, lists of texts for TXT, `{exchange, priority}` for MX. */
export type Dns = (name: string, type: string) => Promise<unknown[]>

/** One question is asked twice, this long each: together less than what a mail may take. */
const TIMEOUT_MS = 3_000

/** Asks the servers of the configuration in force; none: those of the system. */
export function systemDns(servers: () => readonly string[]): Dns {
  let made: { readonly servers: readonly string[]; readonly resolver: Resolver } | null = null
  return async (name, type) => {
    const wanted = servers()
    if (made?.servers !== wanted) {
      const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 })
      if (wanted.length > 0) resolver.setServers(wanted)
      made = { servers: wanted, resolver }
    }
    return (await made.resolver.resolve(name, type)) as unknown[]
  }
}

/** Did DNS say that there is no such name or no such record? Everything else may be different in a minute. */
export function isAbsent(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return code === 'ENOTFOUND' || code === 'ENODATA'
}

/** Gives what the work gives, or `late` when it takes longer. The work itself is not stopped. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>, late: T): Promise<T> {
  const done = new AbortController()
  try {
    return await Promise.race([work, clock.sleep(ms, done.signal).then(() => late)])
  } finally {
    done.abort()
  }
}
