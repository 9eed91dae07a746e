/**
 * A daemon elsewhere, asked over its admin API with a token: `--server URL --token-file FILE`. In charge of turning what the
 * commands ask of the control socket into operations of the API. What a command needs beyond that works beside the daemon only.
 */
import { readFileSync, statSync } from 'node:fs'
import { type Client, isApiError, makeClient } from '../api-client/client.ts'
import { BridgeError, ERRORS, type ErrorCode } from '../fax/error.ts'
import type { Control } from './control.ts'
import { unreachable } from './exit-codes.ts'
import { cursorBefore, listElsewhere } from './remote-lists.ts'

/** Where the two options are kept for the commands: those that find the daemon know nothing of the command line. */
export const SERVER = 'FAXBRIDGE_SERVER'
export const TOKEN_FILE = 'FAXBRIDGE_TOKEN_FILE'

type Env = Readonly<Record<string, string | undefined>>

/** Null: no server is named, so the daemon of this machine is meant. Throws E_BAD_REQUEST. */
export function remoteControl(env: Env): Control | null {
  const server = env[SERVER]
  if (server === undefined || server === '') return null
  if (!/^https?:\/\//.test(server))
    throw bad(`--server: write an address, such as https://fax.example.com:8443`)
  return controlOver(makeClient({ server, token: tokenIn(env[TOKEN_FILE]) }), server)
}

function tokenIn(file: string | undefined): string {
  if (file === undefined) throw bad('--token-file: name the file with the token.')
  try {
    if ((statSync(file).mode & 0o077) !== 0) throw bad(`Others can read ${file}: run "chmod 600 ${file}".`)
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (error instanceof BridgeError) throw error
    throw new BridgeError('E_BAD_REQUEST', { cause: error, say: `${file} cannot be read.` })
  }
}

type Query = Readonly<Record<string, string | undefined>>
type Body = Readonly<Record<string, unknown>> & { readonly type?: string }

/** `client`: one that knows its server, which stands in messages. */
export function controlOver(client: Client, server: string): Control {
  const asked = async <T>(work: Promise<unknown>): Promise<T> => {
    try {
      return (await work) as T
    } catch (error) {
      throw errorFrom(error, server)
    }
  }
  return {
    get: (path, query = {}) => asked(lookedAt(client, path, query)),
    post: (path, body) => asked(acted(client, path, body as Body)),
    download: () => Promise.reject(notHere()),
    bytes: async path => {
      const [, kind = '', id = '', what = ''] = /^\/(faxes|inbox)\/([^/]+)\/(.+)$/.exec(path) ?? []
      const params = { id: decodeURIComponent(id) }
      const files: Readonly<Record<string, () => Promise<{ readonly bytes: Uint8Array }>>> = {
        'faxes pages.tiff': () => client.getFaxTiff({ params }),
        'inbox document': () => client.getInboxDocument({ params }),
        'inbox page-1.png': () => client.getInboxPicture({ params: { ...params, page: 1 } }),
      }
      const file = files[`${kind} ${what}`]
      if (file === undefined) throw notHere()
      return Buffer.from((await asked<{ bytes: Uint8Array }>(file())).bytes)
    },
  }
}

async function lookedAt(client: Client, path: string, query: Query): Promise<unknown> {
  const { before, ...rest } = query
  const page = { query: { ...rest, ...cursorBefore(before) } as object }
  if (path === '/faxes') return (await client.listFaxes(page)).items
  if (path === '/inbox') return (await client.listInbox(page)).items
  const [, kind = '', id = ''] = /^\/(faxes|mails|inbox)\/([^/]+)$/.exec(path) ?? []
  const params = { id: decodeURIComponent(id) }
  if (kind === 'faxes') return client.getFax({ params })
  if (kind === 'mails') return client.getSubmission({ params })
  if (kind === 'inbox') return client.getInboxFax({ params })
  const list = await listElsewhere(client, path, query)
  if (list === undefined) throw notHere()
  return list
}

async function acted(client: Client, path: string, { type = '', by: _, ...body }: Body): Promise<unknown> {
  if (path === '/alarms/acknowledge') return client.acknowledgeAlarm({ body: body as { name: string } })
  const [, account] = /^\/providers\/([^/]+)\/test$/.exec(path) ?? []
  if (account !== undefined)
    return (await client.testProvider({ params: { account: decodeURIComponent(account) }, body })).lines
  const [, kind = '', written = ''] = /^\/(faxes|inbox)\/([^/]+)\/actions$/.exec(path) ?? []
  const id = decodeURIComponent(written)
  const of = kind === 'inbox' ? 'InboxFax' : id.startsWith('sub_') ? 'Submission' : 'Fax'
  const operations = client as unknown as Readonly<Record<string, (input: object) => Promise<object>>>
  const operation = operations[`${type}${of}`]
  if (kind === '' || operation === undefined) throw notHere()
  return { newId: null, ...(await operation({ params: { id }, body })) }
}

function errorFrom(error: unknown, server: string): unknown {
  if (error instanceof BridgeError) return error
  if (!isApiError(error)) return unreachable(whyNot(error, server), error)
  const { code, detail } = error.problem
  if (!(code in ERRORS)) return new BridgeError('E_INTERNAL', { say: detail })
  const own = detail.replace(ERRORS[code as ErrorCode].text, '').trim()
  return new BridgeError(code as ErrorCode, own === '' ? {} : { say: own })
}

/** `fetch` keeps the reason in its cause. */
function whyNot(error: unknown, server: string): string {
  const { code, message } = ((error as { cause?: unknown }).cause ?? {}) as {
    code?: string
    message?: string
  }
  if (/CERT|SIGNATURE|ISSUER/.test(code ?? ''))
    return `${server} shows a certificate that is not trusted here: ${message}. The file of an authority of your own is named by NODE_EXTRA_CA_CERTS.`
  return `${server} does not answer${message === undefined || message === '' ? '' : `: ${message}`}.`
}

const bad = (say: string): BridgeError => new BridgeError('E_BAD_REQUEST', { say })
const notHere = (): BridgeError =>
  bad('This command works only on the machine of the daemon: leave --server out.')
