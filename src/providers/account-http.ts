/**
 * What the settings of every account say alike about its connections: an authority of its own, a proxy. Files are read
 * once, when the account is opened.
 */
import { readFileSync } from 'node:fs'
import { BridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'
import type { HttpOptions } from './http.ts'

export interface ConnectionSettings {
  readonly caFile?: string | undefined
  readonly proxy?: string | undefined
}

/** Throws E_CONFIG when caFile cannot be read. */
export function connectionOf(
  { caFile, proxy }: ConnectionSettings,
  { clock, timeouts }: { readonly clock: Clock; readonly timeouts?: HttpOptions['timeouts'] },
): Pick<HttpOptions, 'clock' | 'ca' | 'proxy' | 'timeouts'> {
  return {
    clock,
    ...(caFile === undefined ? {} : { ca: pemOf('caFile', caFile) }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(timeouts === undefined ? {} : { timeouts }),
  }
}

/** The text of a PEM file. `key`: where the configuration names it. Throws E_CONFIG when it cannot be read. */
export function pemOf(key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new BridgeError('E_CONFIG', { cause, say: `${key} ${file} cannot be read.` })
  }
}
