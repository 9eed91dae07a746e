/**
 * `faxbridge providers ngcp-settings`: reads and changes the fax settings of a subscriber on a Sipwise NGCP. It talks to
 * the platform itself, with the account's own login; no daemon is needed.
 */
import { readFile } from 'node:fs/promises'
import { configOrThrow, loadConfig } from '../config/load.ts'
import { BridgeError } from '../fax/error.ts'
import { openNgcpSettings } from '../providers/ngcp/adapter.ts'
import type { FaxServerChange, MailToFaxChange } from '../providers/ngcp/settings-api.ts'
import { systemClock } from '../runtime.ts'
import { sayJson } from './print.ts'

export interface NgcpSettingsOptions {
  readonly config: string
  /** JSON file with the keys to change; all others stay. */
  readonly faxServer?: string
  readonly mailToFax?: string
}

/** The platform answers at once or not at all. */
const PATIENCE_MS = 30_000

/** Prints both settings, after the changes if any. Throws E_NOT_FOUND, E_BAD_REQUEST and what the platform says. */
export async function ngcpSettings(account: string, options: NgcpSettingsOptions): Promise<void> {
  const { config } = configOrThrow(loadConfig(options.config, process.env))
  const settings = config.providers[account]
  if (settings?.type !== 'ngcp') {
    throw new BridgeError('E_NOT_FOUND', { say: `No account of type ngcp has the name "${account}".` })
  }
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const { api, close } = await openNgcpSettings(settings, { clock: systemClock })
  try {
    const { faxServer, mailToFax } = options
    if (faxServer !== undefined)
      await api.changeFaxServer((await changeIn(faxServer)) as FaxServerChange, signal)
    if (mailToFax !== undefined)
      await api.changeMailToFax((await changeIn(mailToFax)) as MailToFaxChange, signal)
    sayJson({ faxServer: await api.readFaxServer(signal), mailToFax: await api.readMailToFax(signal) })
  } finally {
    await close()
  }
}

async function changeIn(file: string): Promise<object> {
  try {
    const change: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (typeof change === 'object' && change !== null && !Array.isArray(change)) return change
  } catch (error) {
    throw new BridgeError('E_BAD_REQUEST', { cause: error, say: `${file} cannot be read as JSON.` })
  }
  throw new BridgeError('E_BAD_REQUEST', { say: `${file} must have a JSON object: { "active": true }` })
}
