/** Certificate and key of a server: read at start, and again when somebody has renewed them. */
import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Server } from 'node:https'
import { createSecureContext } from 'node:tls'
import { BridgeError } from '../fax/error.ts'
import type { Runtime } from '../runtime.ts'

export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/** Certificates are renewed weeks before they end. */
const LOOK_MS = 30_000

/** Reads both and checks that they belong together. Throws E_CONFIG with the reason. */
export function certificateOf(key: string, files: TlsFiles): { readonly cert: Buffer; readonly key: Buffer } {
  const read = (file: string): Buffer => {
    try {
      return readFileSync(file)
    } catch (cause) {
      throw new BridgeError('E_CONFIG', { say: `${key}: cannot read ${file}.`, cause })
    }
  }
  const both = { cert: read(files.cert), key: read(files.key) }
  try {
    createSecureContext(both)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const say = `${key}: ${files.cert} and ${files.key} are not a certificate and its key (${why}).`
    throw new BridgeError('E_CONFIG', { say, cause })
  }
  return both
}

/** Looks at the files now and then; new ones are used for new connections, bad ones are logged and left. */
export async function watchCertificate(
  key: string,
  files: TlsFiles,
  server: Pick<Server, 'setSecureContext'>,
  { clock, log }: Pick<Runtime, 'clock' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  let seen = await marksOf(files)
  while (!signal.aborted) {
    await clock.sleep(LOOK_MS, signal)
    const marks = await marksOf(files)
    if (signal.aborted || marks === seen) continue
    seen = marks
    try {
      server.setSecureContext({ ...certificateOf(key, files), minVersion: 'TLSv1.2' })
      log.info({ server: key }, 'the certificate was read again')
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      log.error({ server: key, reason }, 'the certificate could not be read again: the old one stays')
    }
  }
}

/** Changes when one of the files does. */
async function marksOf(files: TlsFiles): Promise<string> {
  const marks = [files.cert, files.key].map(async file => {
    const found = await stat(file).catch(() => null)
    return found === null ? 'none' : `${found.ino} ${found.mtimeMs} ${found.size}`
  })
  return (await Promise.all(marks)).join(' ')
}
