/** A UCX that answers what a test tells it to, without a network: for answers that no simulator would give. */
import type { Http, HttpRequest, HttpResponse } from '../../../src/providers/http.ts'
import { makeUcx } from '../../../src/providers/ucx/adapter.ts'
import { systemClock } from '../../../src/runtime.ts'
import { settingsOf } from './open.ts'

export interface Said {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body?: unknown
}

export type Script = (request: HttpRequest) => Said

export const TOKEN = '1f0ef7d3a547ce0dd5ed5f07ad65bd65'

/** `script` answers everything but Token, which `token` answers. */
export function scripted(
  script: Script,
  keys: Record<string, unknown> = {},
  token: Said = ok({ token: TOKEN }),
) {
  const requests: HttpRequest[] = []
  const http: Http = {
    async request(request) {
      requests.push(request)
      return replyOf(request.path === 'token' ? token : script(request))
    },
    close: async () => {},
  }
  const provider = makeUcx({ settings: settingsOf(keys), http, clock: systemClock })
  return { provider, requests, paths: () => requests.map(({ path }) => path) }
}

function replyOf({
  status = 200,
  headers = { 'content-type': 'application/json' },
  body = '',
}: Said): HttpResponse {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return { status, headers, body: bytes }
}

export const ok = (data: object): Said => ({ body: { result: 'Success', ...data } })

/** Lists of TX jobs and records; everything else is not found. Pages as a UCX gives them. */
export function lists(active: readonly object[], records: readonly object[]): Script {
  return ({ path, query = {} }) => {
    if (path === 'activejobs') return ok({ count: active.length, list: active })
    if (path === 'recordcount') return ok({ count: records.length })
    if (path === 'recordsget') {
      const offset = Number(query['offset'] ?? 0)
      const page = records.slice(offset, offset + Number(query['limit']))
      return ok({ count: page.length, records: page })
    }
    return { status: 404, body: { result: 'Error', message: 'Job not found' } }
  }
}
