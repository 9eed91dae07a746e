/**
 * What keeps other sites out of the administration: the host names that it answers to (a foreign name that is made to point
 * here gets nothing), and where a request that changes something may come from. Tokens of sessions are checked besides.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import { BridgeError } from '../fax/error.ts'

export interface SiteNames {
  /** Our own name. */
  readonly hostname: string
  readonly publicUrl: string | undefined
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether the request is one that may change something. */
export const changes = (request: FastifyRequest): boolean => !READING.has(request.method)

/** Refuses foreign host names (E_WRONG_HOST), and changes that another site asks for (E_FORGERY). */
export function keepOthersOut(server: FastifyInstance, names: SiteNames): void {
  const own = new Set(['localhost', names.hostname.toLowerCase()])
  const publicHost = names.publicUrl === undefined ? null : new URL(names.publicUrl)
  if (publicHost !== null) own.add(publicHost.hostname.toLowerCase())
  server.addHook('onRequest', async request => {
    const host = nameIn(request.host)
    if (!own.has(host) && !ipaddr.isValid(host))
      throw new BridgeError('E_WRONG_HOST', {
        say: 'Use its address or the name in "hostname", or set http.admin.publicUrl to how people reach it.',
      })
    if (changes(request) && request.headers.authorization === undefined)
      checkSite(request, publicHost?.host ?? null)
  })
}

/** Without port and brackets. */
function nameIn(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
}

/** What browsers say about where a request comes from; other programs say nothing, and have no session by accident. */
function checkSite(request: FastifyRequest, publicHost: string | null): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new BridgeError('E_FORGERY')
  const { origin } = request.headers
  if (origin === undefined) return
  const host = URL.canParse(origin) ? new URL(origin).host : null
  if (host === null || (host !== request.host.toLowerCase() && host !== publicHost))
    throw new BridgeError('E_FORGERY')
}
