/**
 * OpenText Fax2Mail as its documents describe it: logins, routes, and the ways in which the documents leave room. In
 * charge of being as strict as they are. Faxes that go out are in opentext-outbound.ts, received ones in
 * opentext-inbound.ts. Its gamma codes, apart from 2004, are its own: the vendor's list is not public.
 */
import type { SimulatedNetwork } from './network.ts'
import { type OpentextVariants, trouble, unauthorised } from './opentext-answers.ts'
import { makeOpentextInbound, type OpentextInbound } from './opentext-inbound.ts'
import { makeOpentextOutbound } from './opentext-outbound.ts'
import type { SimReply, SimRequest, Vendor } from './simulator.ts'

export interface OpentextVendorOptions {
  readonly network: SimulatedNetwork
  readonly username: string
  readonly password: string
  /** Absent: no OAuth at this account. */
  readonly oauth?: { readonly clientId: string; readonly clientSecret: string }
  /** Pages of a document. Default: read from the PDF or TIFF. */
  readonly pagesOf?: (document: Uint8Array) => number
  readonly options?: OpentextVariants
}

export interface OpentextVendor extends Vendor, Pick<OpentextInbound, 'receive'> {
  /** Webhook bodies that were not handed out yet: ended faxes and received documents. The caller posts them. */
  news(): readonly object[]
  /** As when the tokens' time is over. */
  revokeTokens(): void
}

/** Where the API begins; tokens come from /tenants/TENANT/oauth2/token on the same address. */
export const OPENTEXT_PATH = '/mra/v1'
const TOKEN_PATH = /^\/tenants\/[^/]+\/oauth2\/token$/

export function makeOpentextVendor(vendor: OpentextVendorOptions): OpentextVendor {
  const { network, options = {} } = vendor
  const outbound = makeOpentextOutbound({ network, options, pagesOf: vendor.pagesOf ?? pagesOf })
  const inbound = makeOpentextInbound({ network, options, pagesOf: vendor.pagesOf ?? pagesOf })
  const tokens = makeTokens(vendor)
  return {
    receive: (document, call) => inbound.receive(document, call),
    news: () => [...outbound.news(), ...inbound.news()],
    revokeTokens: () => tokens.revoke(),
    async answer(request) {
      if (TOKEN_PATH.test(request.path)) return tokens.answer(request)
      if (!request.path.startsWith(`${OPENTEXT_PATH}/`)) return trouble(404, 'no such resource')
      if (!isLoggedIn(vendor, request, tokens)) return unauthorised()
      const path = request.path.slice(OPENTEXT_PATH.length)
      switch (`${request.method} ${path}`) {
        case 'POST /outbound/faxes':
          return outbound.submit(request)
        case 'GET /outbound/faxes/status':
          return outbound.status(request)
        case 'GET /inbound/documents/next':
          return inbound.next(request)
      }
      const document = /^\/inbound\/documents\/([^/]+)$/.exec(path)?.[1]
      if (request.method === 'DELETE' && document !== undefined)
        return inbound.remove(decodeURIComponent(document))
      return trouble(404, 'no such resource')
    },
  }
}

interface Tokens {
  answer(request: SimRequest): SimReply
  isValid(token: string): boolean
  revoke(): void
}

function makeTokens({ network, oauth, options = {} }: OpentextVendorOptions): Tokens {
  const valid = new Map<string, number>()
  let count = 0
  return {
    revoke: () => valid.clear(),
    isValid: token => (valid.get(token) ?? 0) > network.now,
    answer(request) {
      if (request.method !== 'POST') return trouble(405, 'method not allowed')
      const form = new URLSearchParams(request.body.toString('utf8'))
      const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded'
      if (!isForm || form.get('grant_type') !== 'client_credentials' || [...form].length !== 1) {
        return { status: 400, body: { error: 'unsupported_grant_type' } }
      }
      const login = oauth === undefined ? null : basic(oauth.clientId, oauth.clientSecret)
      if (request.headers['authorization'] !== login)
        return { status: 401, body: { error: 'invalid_client' } }
      const token = `simulated-token-${++count}`
      const seconds = options.tokenSeconds === undefined ? 3600 : options.tokenSeconds
      valid.set(token, seconds === null ? Number.POSITIVE_INFINITY : network.now + seconds * 1000)
      const expires = seconds === null ? {} : { expires_in: seconds }
      return { status: 200, body: { access_token: token, token_type: 'Bearer', ...expires } }
    },
  }
}

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

function isLoggedIn(vendor: OpentextVendorOptions, request: SimRequest, tokens: Tokens): boolean {
  const authorization = request.headers['authorization'] ?? ''
  if (authorization === basic(vendor.username, vendor.password)) return true
  const [, token] = /^Bearer (\S+)$/.exec(authorization) ?? []
  return vendor.oauth !== undefined && token !== undefined && tokens.isValid(token)
}

/** Counts pages without a renderer: page objects of a PDF, directories of a TIFF; 1 where neither can be read. */
export function pagesOf(document: Uint8Array): number {
  const bytes = Buffer.from(document)
  if (bytes.subarray(0, 4).toString('latin1') === 'II*\0') return directoriesOf(bytes)
  const pages = bytes.toString('latin1').match(/\/Type\s*\/Page(?![A-Za-z])/g)
  return Math.max(1, pages?.length ?? 1)
}

function directoriesOf(tiff: Buffer): number {
  const seen = new Set<number>()
  let at = tiff.length >= 8 ? tiff.readUInt32LE(4) : 0
  while (at > 0 && at + 2 <= tiff.length && !seen.has(at)) {
    seen.add(at)
    const end = at + 2 + tiff.readUInt16LE(at) * 12
    at = end + 4 <= tiff.length ? tiff.readUInt32LE(end) : 0
  }
  return Math.max(1, seen.size)
}
