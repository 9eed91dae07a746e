/** Asks the running daemon over its control socket, which only the daemon's user and root can open. */
import { type IncomingMessage, request } from 'node:http'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { configOrThrow, loadConfig } from '../config/load.ts'
import { BridgeError, ERRORS, type ErrorCode } from '../fax/error.ts'
import { unreachable } from './exit-codes.ts'
import { remoteControl } from './remote.ts'

export interface Control {
  get<T>(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<T>
  /** `patienceMs`: how long the answer may take, where it is more than a look. */
  post<T>(path: string, body: object, patienceMs?: number): Promise<T>
  bytes(path: string): Promise<Buffer>
  /** An answer that is too large to be in memory, piece by piece; throws when it breaks off. */
  download(path: string, body: object, write: (piece: Uint8Array) => Promise<void>): Promise<void>
}

/** http/control-audit.ts writes down who it was. */
const LOCAL_USER = 'x-faxbridge-user'

/** `1000/anna`; with sudo, the person behind it. */
function localUser(): string {
  const { SUDO_UID, SUDO_USER } = process.env
  const { uid, username } = userInfo()
  return SUDO_USER === undefined ? `${uid}/${username}` : `${SUDO_UID ?? uid}/${SUDO_USER}`
}

/** An answer from the same machine takes no longer. */
const TIMEOUT_MS = 30_000

/** The daemon that `--server` names, else the one that uses this configuration file. Throws E_CONFIG. */
export function controlOf(configFile: string): Control {
  const remote = remoteControl(process.env)
  if (remote !== null) return remote
  const { config } = configOrThrow(loadConfig(configFile, process.env))
  return controlAt(join(config.dataDir, 'control.sock'))
}

export function controlAt(socketPath: string): Control {
  const json = async <T>(method: string, path: string, body?: object, patienceMs = TIMEOUT_MS) =>
    JSON.parse((await ask(socketPath, method, path, body, patienceMs)).toString()) as T
  return {
    get: (path, query = {}) => {
      const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
      const search = new URLSearchParams(given).toString()
      return json('GET', search === '' ? path : `${path}?${search}`)
    },
    post: (path, body, patienceMs) => json('POST', path, body, patienceMs),
    bytes: path => ask(socketPath, 'GET', path),
    download: (path, body, write) => download(socketPath, path, body, write),
  }
}

function ask(
  socketPath: string,
  method: string,
  path: string,
  body?: object,
  timeout = TIMEOUT_MS,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const headers = { ...type, [LOCAL_USER]: localUser() }
    const asked = request({ socketPath, method, path, headers, timeout }, answer => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('error', reject)
      answer.once('end', () => {
        const bytes = Buffer.concat(chunks)
        if ((answer.statusCode ?? 500) < 300) resolve(bytes)
        else reject(problemFrom(bytes))
      })
    })
    asked.once('timeout', () => asked.destroy(new Error('no answer')))
    asked.once('error', error => reject(notThere(socketPath, error)))
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** A document that is made for an export may take a while before the next piece comes. */
const PIECE_TIMEOUT_MS = 10 * 60_000

async function download(
  socketPath: string,
  path: string,
  body: object,
  write: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
  const headers = { 'content-type': 'application/json', [LOCAL_USER]: localUser() }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const timeout = PIECE_TIMEOUT_MS
    const asked = request({ socketPath, method: 'POST', path, headers, timeout }, resolve)
    asked.once('timeout', () => asked.destroy(new Error('no answer')))
    asked.once('error', error => reject(notThere(socketPath, error)))
    asked.end(JSON.stringify(body))
  })
  if ((answer.statusCode ?? 500) >= 300) throw problemFrom(await buffer(answer))
  try {
    for await (const piece of answer) await write(piece as Uint8Array)
  } catch (cause) {
    if (cause instanceof BridgeError || (cause as { code?: string }).code === 'ENOSPC') throw cause
    throw new BridgeError('E_INTERNAL', {
      cause,
      say: 'The answer broke off: the log of the daemon says why.',
    })
  }
}

function notThere(socketPath: string, error: NodeJS.ErrnoException): BridgeError {
  if (error.code === 'EACCES') {
    return unreachable(
      `${socketPath} belongs to another user: run this as the user of the daemon, or as root.`,
      error,
    )
  }
  const say = `Nothing listens at ${socketPath}. Start it with "faxbridge serve", or name its file with --config.`
  return unreachable(say, error)
}

function problemFrom(bytes: Buffer): BridgeError {
  try {
    const { code, detail } = JSON.parse(bytes.toString()) as { code: ErrorCode; detail: string }
    if (!(code in ERRORS)) throw new Error(code)
    const own = detail.replace(ERRORS[code].text, '').trim()
    return new BridgeError(code, own === '' ? {} : { say: own })
  } catch (error) {
    return new BridgeError('E_INTERNAL', {
      cause: error,
      say: 'The daemon gave an answer that is not understood.',
    })
  }
}
