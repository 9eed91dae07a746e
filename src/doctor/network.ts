/** What others see of us: names in DNS, certificates, listeners, the public address. */
import { X509Certificate } from 'node:crypto'
import { lookup, resolveMx } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { request } from 'undici'
import type { Config, ListenerConfig } from '../config/schema.ts'
import { bad, type Finding, ok, warn } from './finding.ts'

const DAY = 86_400_000
/** Certificates are renewed a month before; two weeks before the end somebody should look. */
const RENEWED_BEFORE_MS = 14 * DAY
const PATIENCE_MS = 5_000

export async function lookAtNetwork(
  config: Config,
  { now, running }: { readonly now: number; readonly running: boolean },
): Promise<Finding[]> {
  const { smtp, hostname } = config
  return [
    await hostnameOf(hostname),
    ...(await Promise.all(smtp.mailDomains.map(domain => mailDomainOf(domain)))),
    ...(await Promise.all(smtp.listeners.map(listener => listenerOf(listener, running)))),
    ...(await Promise.all(smtp.listeners.map(listener => certificateOf(listener, hostname, now)))).flat(),
    ...(await publicUrlOf(config, running)),
  ]
}

async function hostnameOf(hostname: string): Promise<Finding> {
  const about = `hostname ${hostname}`
  const found = await lookup(hostname).catch(() => null)
  if (found === null)
    return warn(
      about,
      'DNS does not know it; some servers refuse mail from such a name.',
      'Add it to DNS, or set hostname to the real name of this machine.',
    )
  return ok(about, `DNS says ${found.address}.`)
}

/** Inside a company the own mail server is often told by hand: no MX is no fault. */
async function mailDomainOf(domain: string): Promise<Finding> {
  const about = `mail domain ${domain}`
  const mx = await resolveMx(domain).catch(() => [])
  if (mx.length > 0) return ok(about, `Its mail goes to ${mx.map(({ exchange }) => exchange).join(', ')}.`)
  return ok(about, 'It has no MX in DNS: mail servers must be told to send its mail here.')
}

async function listenerOf({ name, listen }: ListenerConfig, running: boolean): Promise<Finding> {
  const about = `listener ${name}`
  if (listen.startsWith('fd:')) return ok(about, `systemd hands its socket over (${listen}).`)
  const at = listen.lastIndexOf(':')
  const host = listen.slice(0, at).replace(/^\[|\]$/g, '')
  const reachable = await answers(
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host,
    Number(listen.slice(at + 1)),
  )
  if (running)
    return reachable
      ? ok(about, `It answers at ${listen}.`)
      : bad(
          about,
          `The daemon runs, but nothing answers at ${listen}.`,
          'Restart the daemon and read its log.',
        )
  return reachable
    ? bad(about, `Another program has ${listen}.`, 'Stop it, or choose another port.')
    : ok(about, `${listen} is free.`)
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: PATIENCE_MS })
    const end = (there: boolean) => {
      socket.destroy()
      resolve(there)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}

async function certificateOf(
  { name, tls, cert }: ListenerConfig,
  hostname: string,
  now: number,
): Promise<Finding[]> {
  if (tls === 'off' || cert === undefined) return []
  const about = `certificate of ${name}`
  let found: X509Certificate
  try {
    found = new X509Certificate(await readFile(cert))
  } catch {
    return [
      bad(
        about,
        `${cert} cannot be read as a certificate.`,
        'Write the chain as PEM, the own certificate first.',
      ),
    ]
  }
  const until = Date.parse(found.validTo)
  const day = new Date(until).toISOString().slice(0, 10)
  const renew = 'Renew it and send SIGHUP (systemctl reload faxbridge).'
  if (until <= now) return [bad(about, `It ended on ${day}.`, renew)]
  if (Date.parse(found.validFrom) > now)
    return [bad(about, `It begins on ${found.validFrom}.`, 'Is the clock right?')]
  const others =
    found.checkHost(hostname) === undefined
      ? [
          warn(
            about,
            `It is not for ${hostname}.`,
            'Clients that check it will refuse: get one for this name.',
          ),
        ]
      : []
  if (until - now < RENEWED_BEFORE_MS) return [...others, warn(about, `It ends on ${day}.`, renew)]
  return [...others, ok(about, `It holds until ${day}.`)]
}

/** What is reached at the public address must be us, and not the metrics. */
async function publicUrlOf({ http }: Config, running: boolean): Promise<Finding[]> {
  const { publicUrl } = http
  if (publicUrl === undefined || !running) return []
  const about = `public address ${publicUrl}`
  const base = publicUrl.replace(/\/$/, '')
  const page = await fetched(`${base}/send/doctor`)
  if (page === null)
    return [bad(about, 'Nothing answers there.', 'Let the proxy pass /webhooks/ and /send/ to http.listen.')]
  if (page.status !== 404 || !page.policy)
    return [
      bad(
        about,
        'Another program answers there.',
        'Let the proxy pass /webhooks/ and /send/ to http.listen.',
      ),
    ]
  const metrics = await fetched(`${base}/metrics`)
  if (metrics?.status === 200)
    return [
      warn(
        about,
        'Health and metrics can be reached there by anybody.',
        'Let the proxy pass only /webhooks/ and /send/.',
      ),
    ]
  return [ok(about, 'It leads here, and only to what is meant for the public.')]
}

async function fetched(url: string): Promise<{ readonly status: number; readonly policy: boolean } | null> {
  try {
    const answer = await request(url, { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS })
    await answer.body.dump()
    return { status: answer.statusCode, policy: answer.headers['content-security-policy'] !== undefined }
  } catch {
    return null
  }
}
