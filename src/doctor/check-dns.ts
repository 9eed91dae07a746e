/** Names: ours, those that we talk to, and the key of our signatures. */
import type { Config } from '../config/schema.ts'
import { bad, type Check, doubtful, type Finding, fine } from './doctor.ts'

/** Questions to the name service; each throws with a `code` as node:dns does. */
export interface Names {
  addresses(host: string): Promise<readonly string[]>
  text(name: string): Promise<readonly string[]>
}

const LOCAL = /^(?:localhost|127\.|\[|\d+\.\d+\.\d+\.\d+$)|^[^.]+$/

export function checkDns(config: Config, names: Names): Check {
  return {
    area: 'dns',
    async run() {
      const { hostname, relay, http } = config
      const outside = [relay, ...relay.fallback]
        .map(({ url }) => new URL(url).hostname)
        .filter(host => host !== '' && !LOCAL.test(host))
      const publicHost = http.publicUrl === undefined ? [] : [new URL(http.publicUrl).hostname]
      const found: Finding[] = [await ourName(names, hostname)]
      for (const host of [...new Set([...outside, ...publicHost])]) found.push(await hasAddress(names, host))
      for (const { domain, selector } of relay.dkim) found.push(await dkimKey(names, selector, domain))
      return found
    },
  }
}

async function ourName(names: Names, hostname: string): Promise<Finding> {
  const found = await asked(names.addresses(hostname))
  if (found.kind === 'trouble')
    return doubtful(
      'dns',
      hostname,
      `The name service does not answer: ${found.why}`,
      'See /etc/resolv.conf.',
    )
  if (found.values.length > 0) return fine('dns', hostname, `It leads to ${found.values.join(', ')}.`)
  return doubtful(
    'dns',
    hostname,
    'Our own name leads nowhere: some servers take no mail from such a name.',
    'Add an A or AAAA record, or correct hostname.',
  )
}

async function hasAddress(names: Names, host: string): Promise<Finding> {
  const found = await asked(names.addresses(host))
  if (found.kind === 'trouble')
    return bad('dns', host, `The name service does not answer: ${found.why}`, 'See /etc/resolv.conf.')
  return found.values.length > 0
    ? fine('dns', host, `It leads to ${found.values.join(', ')}.`)
    : bad('dns', host, 'There is no such name.', 'Correct the configuration, or add an A or AAAA record.')
}

/** RFC 6376 §3.6.1: the record has the public key in p=; an empty one is revoked. */
async function dkimKey(names: Names, selector: string, domain: string): Promise<Finding> {
  const name = `${selector}._domainkey.${domain}`
  const found = await asked(names.text(name))
  if (found.kind === 'trouble')
    return doubtful('dns', name, `The name service does not answer: ${found.why}`, 'See /etc/resolv.conf.')
  const key = found.values.find(text => /(?:^|;)\s*p=\s*[A-Za-z0-9+/]/.test(text))
  return key === undefined
    ? bad(
        'dns',
        name,
        'The public key of our signatures is not there: receivers reject what we sign.',
        'Add the TXT record (docs/relay.md).',
      )
    : fine('dns', name, 'The public key of our signatures is there.')
}

type Asked =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'trouble'; readonly why: string }

/** "There is none" is an answer; that nobody answers is none. */
async function asked(question: Promise<readonly string[]>): Promise<Asked> {
  try {
    return { kind: 'values', values: await question }
  } catch (error) {
    const { code = String(error) } = error as { code?: string }
    if (code === 'ENOTFOUND' || code === 'ENODATA') return { kind: 'values', values: [] }
    return { kind: 'trouble', why: code }
  }
}
