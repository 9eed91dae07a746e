/**
 * The fax server and mail-to-fax settings of a simulated NGCP. As there, a PUT replaces everything: what it leaves out is
 * gone, unknown keys are dropped, and rows get new ids.
 */
import { apiError, jsonOf } from './ngcp-login.ts'
import type { SimReply, SimRequest } from './simulator.ts'

type Fields = Readonly<Record<string, 'text' | 'flag' | readonly string[] | RowFields>>
interface RowFields {
  readonly row: Readonly<Record<string, 'text' | 'flag' | readonly string[]>>
  readonly required: readonly string[]
}

const FAX_SERVER: Fields = {
  name: 'text',
  password: 'text',
  active: 'flag',
  t38: 'flag',
  ecm: 'flag',
  destinations: {
    row: {
      destination: 'text',
      filetype: ['TIFF', 'PS', 'PDF', 'PDF14'],
      incoming: 'flag',
      outgoing: 'flag',
      status: 'flag',
    },
    required: ['destination', 'filetype'],
  },
}

const MAIL_TO_FAX: Fields = {
  active: 'flag',
  secret_key: 'text',
  secret_key_renew: ['never', 'daily', 'weekly', 'monthly'],
  secret_renew_notify: { row: { destination: 'text' }, required: ['destination'] },
  acl: {
    row: { from_email: 'text', received_from: 'text', destination: 'text', use_regex: 'flag' },
    required: [],
  },
}

export class NgcpSettingsStore {
  readonly #now: () => number
  #faxServer: Record<string, unknown> = { active: true, destinations: [] }
  #mailToFax: Record<string, unknown> = {
    active: false,
    secret_key_renew: 'never',
    secret_renew_notify: [],
    acl: [],
  }
  #rowId = 0

  constructor(now: () => number) {
    this.#now = now
  }

  get active(): boolean {
    return this.#faxServer['active'] === true
  }

  answer(request: SimRequest, resource: 'faxserversettings' | 'mailtofaxsettings'): SimReply {
    const isFaxServer = resource === 'faxserversettings'
    if (request.method === 'PUT') {
      const next = this.#checked(request, isFaxServer ? FAX_SERVER : MAIL_TO_FAX)
      if ('status' in next) return next
      if (isFaxServer) this.#faxServer = next.settings
      else this.#mailToFax = this.#withKeyTime(next.settings)
      if (!/\breturn=representation\b/.test(request.headers['prefer'] ?? ''))
        return { status: 204, headers: { 'preference-applied': 'return=minimal' } }
    } else if (request.method !== 'GET') return apiError(405, 'Method not allowed')
    return { status: 200, body: this.#shown(isFaxServer ? this.#faxServer : this.#mailToFax, resource) }
  }

  #withKeyTime(settings: Record<string, unknown>): Record<string, unknown> {
    const old = this.#mailToFax['last_secret_key_modify'] ?? null
    const now = new Date(this.#now()).toISOString().slice(0, 19).replace('T', ' ')
    return { ...settings, last_secret_key_modify: 'secret_key' in settings ? now : old }
  }

  #shown(settings: Record<string, unknown>, resource: string): object {
    const keys = Object.keys(resource === 'faxserversettings' ? FAX_SERVER : MAIL_TO_FAX)
    const all = Object.fromEntries(keys.map(key => [key, settings[key] ?? null]))
    return { ...all, ...settings, _links: { self: { href: `/api/${resource}/` } } }
  }

  #checked(request: SimRequest, fields: Fields): SimReply | { readonly settings: Record<string, unknown> } {
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      return apiError(415, 'Unsupported media type')
    const given = jsonOf(request)
    if (given === null) return apiError(400, 'The entity is not a well-formed JSON document.')
    const settings: Record<string, unknown> = {}
    for (const [key, kind] of Object.entries(fields)) {
      const value = given[key]
      const isList = typeof kind === 'object' && 'row' in kind
      if (value === undefined) {
        if (isList) settings[key] = []
        continue
      }
      if (isList && !Array.isArray(value)) return apiError(422, `Invalid field '${key}'. Must be an array.`)
      const wrong = isList
        ? (value as unknown[]).find(row => !isRow(row, kind))
        : isOk(value, kind)
          ? undefined
          : value
      if (wrong !== undefined)
        return apiError(422, `Validation failed. field='${key}', input='', errors='Value is not valid'`)
      settings[key] = isList ? (value as object[]).map(row => this.#row(row, kind)) : value
    }
    return { settings }
  }

  #row(given: object, { row }: RowFields): object {
    const known = Object.entries(given).filter(([key]) => key in row)
    this.#rowId++
    return { id: this.#rowId, ...Object.fromEntries(known) }
  }
}

function isOk(value: unknown, kind: 'text' | 'flag' | readonly string[] | RowFields): boolean {
  if (kind === 'text') return value === null || typeof value === 'string'
  if (kind === 'flag') return typeof value === 'boolean' || value === 0 || value === 1
  return Array.isArray(kind) && kind.includes(value)
}

function isRow(value: unknown, { row, required }: RowFields): boolean {
  if (typeof value !== 'object' || value === null) return false
  const entries = Object.entries(value as Record<string, unknown>)
  const isComplete = required.every(key => entries.some(([name, part]) => name === key && part !== null))
  return isComplete && entries.every(([key, part]) => row[key] === undefined || isOk(part, row[key]))
}
