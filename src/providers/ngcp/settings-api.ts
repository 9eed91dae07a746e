/**
 * The subscriber's own settings at NGCP: fax server and mail-to-fax. NGCP replaces the whole resource: what a change
 * leaves out is lost, rules and keys included. So every change reads all, changes its part, and writes all back. Two
 * people who change the same subscriber at the same time can undo each other; NGCP has nothing against that.
 */
import type { z } from 'zod'
import { type HttpRequest, parsedAs, redacted } from '../http.ts'
import { faxServerSettings, mailToFaxSettings } from './api.ts'
import type { NgcpCalls } from './calls.ts'

export type FileType = 'TIFF' | 'PS' | 'PDF' | 'PDF14'
export type KeyRenewal = 'never' | 'daily' | 'weekly' | 'monthly'

/** One mailbox that NGCP itself sends faxes or reports to. */
export interface FaxDestination {
  readonly destination: string
  readonly filetype: FileType
  readonly incoming: boolean
  readonly outgoing: boolean
  readonly status: boolean
}

export type FaxServerSettings = z.output<typeof faxServerSettings>
export interface FaxServerChange {
  readonly active?: boolean
  /** The name in the header of each page. */
  readonly name?: string | null
  readonly password?: string | null
  readonly t38?: boolean
  readonly ecm?: boolean
  /** The whole list. */
  readonly destinations?: readonly FaxDestination[]
}

export interface AclRule {
  readonly from_email: string | null
  readonly received_from: string | null
  readonly destination: string | null
  readonly use_regex: boolean
}

export type MailToFaxSettings = z.output<typeof mailToFaxSettings>
export interface MailToFaxChange {
  readonly active?: boolean
  readonly secret_key?: string | null
  readonly secret_key_renew?: KeyRenewal
  /** The whole list of addresses that are told a new key. */
  readonly secret_renew_notify?: readonly { readonly destination: string }[]
  /** The whole list. */
  readonly acl?: readonly AclRule[]
}

export interface NgcpSettingsApi {
  readFaxServer(signal: AbortSignal): Promise<FaxServerSettings>
  /** Gives the settings as they are then. */
  changeFaxServer(change: FaxServerChange, signal: AbortSignal): Promise<FaxServerSettings>
  readMailToFax(signal: AbortSignal): Promise<MailToFaxSettings>
  /** Gives the settings as they are then. NGCP counts every change as a new key: its renewal starts again. */
  changeMailToFax(change: MailToFaxChange, signal: AbortSignal): Promise<MailToFaxSettings>
}

export function makeSettingsApi(calls: NgcpCalls, subscriberId: number): NgcpSettingsApi {
  const faxServer = resource(calls, `/api/faxserversettings/${subscriberId}`, faxServerSettings)
  const mailToFax = resource(calls, `/api/mailtofaxsettings/${subscriberId}`, mailToFaxSettings)
  return {
    readFaxServer: faxServer.read,
    changeFaxServer: faxServer.change,
    readMailToFax: mailToFax.read,
    changeMailToFax: mailToFax.change,
  }
}

function resource<T extends z.ZodType<object>>(calls: NgcpCalls, path: string, schema: T) {
  type Asked = Pick<HttpRequest, 'method' | 'headers' | 'body'>
  async function ask(request: Asked, signal: AbortSignal, secrets: readonly string[] = []) {
    const response = await calls.send({ ...request, path, effect: 'nothing' }, signal)
    if (response.status !== 200) {
      // A complaint about a field repeats what was written into it.
      const body = Buffer.from(redacted(response.body.toString('utf8'), secrets))
      throw calls.error({ ...response, body }, 'nothing')
    }
    return withoutHal(parsedAs(response, schema, 'nothing')) as z.output<T>
  }
  const read = (signal: AbortSignal) => ask({ method: 'GET' }, signal)
  return {
    read,
    async change(change: object, signal: AbortSignal): Promise<z.output<T>> {
      const whole: Record<string, unknown> = writable({ ...(await read(signal)), ...change })
      const secrets = [whole['secret_key'], whole['password']].filter(value => typeof value === 'string')
      const headers = { prefer: 'return=representation' }
      return ask({ method: 'PUT', headers, body: { json: whole } }, signal, secrets)
    },
  }
}

function withoutHal(settings: object): object {
  const { _links, _embedded, ...rest } = settings as Record<string, unknown>
  return rest
}

/** NGCP's keys of the resource and of the rows in its lists: it gives new ones. The time of the key is its own, too. */
const OWN_KEYS = ['id', 'subscriber_id', 'last_secret_key_modify']

function writable(settings: object): Record<string, unknown> {
  const clean = (entry: object) =>
    Object.fromEntries(Object.entries(entry).filter(([key]) => !OWN_KEYS.includes(key)))
  return Object.fromEntries(
    Object.entries(clean(settings)).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(row => clean(row as object)) : value,
    ]),
  )
}
