/** `faxbridge keys new|show|rotate`: the secret keys of subscribers. A key is shown once, when it is made, and never again. */
import { createHash } from 'node:crypto'
import { userInfo } from 'node:os'
import { NEW_KEY_LETTERS, newKey } from '../fax/key-text.ts'
import type { KeyDetails, KeyView, Rotated } from '../outbound/key-operations.ts'
import { makeIds, systemClock } from '../runtime.ts'
import { controlOf } from './control.ts'
import { fields, localTime, say, sayJson, table } from './print.ts'

export interface KeyOptions {
  readonly config: string
  readonly json?: boolean
}

/** Makes a key for the configuration; no daemon is asked, and nothing is kept. */
export function printNewKey({ json }: { readonly json?: boolean }): void {
  const key = newKey(makeIds(systemClock).token(NEW_KEY_LETTERS))
  const sha256 = createHash('sha256').update(key).digest('hex')
  const rows = [
    ['Key', key],
    ['In the configuration', `secret_key: { sha256: ${sha256} }`],
  ] as const
  if (json === true) sayJson({ key, sha256 })
  else say(fields(rows))
}

/** Without a subscriber: all that have a key. */
export async function showKeys(id: string | undefined, { config, json }: KeyOptions): Promise<void> {
  const control = controlOf(config)
  if (id === undefined) {
    const keys = await control.get<KeyView[]>('/keys')
    if (json === true) sayJson(keys)
    else say(keys.length === 0 ? 'No subscriber has a secret key.' : tableOf(keys))
    return
  }
  const key = await control.get<KeyDetails>(`/keys/${encodeURIComponent(id)}`)
  if (json === true) sayJson(key)
  else say(pageOf(key))
}

function tableOf(keys: readonly KeyView[]): string {
  const rows = keys.map(key => [
    key.subscriber,
    key.mode,
    key.source,
    key.fingerprint ?? '',
    time(key.modifiedAt) ?? '',
    key.renew,
    nextOf(key) ?? '',
    time(key.oldKeyUntil) ?? '',
  ])
  const heading = ['SUBSCRIBER', 'MODE', 'KEY OF', 'FINGERPRINT', 'SET', 'RENEW', 'NEXT', 'OLD KEY UNTIL']
  return table(heading, rows)
}

const time = (iso: string | null): string | null => (iso === null ? null : localTime(iso))

const nextOf = ({ nextRenewal, overdue }: KeyView): string | null =>
  nextRenewal === null ? null : `${localTime(nextRenewal)}${overdue ? ' (overdue)' : ''}`

function pageOf(key: KeyDetails): string {
  const page = fields([
    ['Subscriber', `${key.subscriber}${key.active ? '' : ' (switched off)'}`],
    ['Mode', key.mode],
    ['Key that counts', key.source === 'faxbridge' ? 'made by faxbridge' : 'in the configuration'],
    ['Fingerprint', key.fingerprint],
    ['Set', time(key.modifiedAt)],
    ['Renewed', key.renew],
    ['Next renewal', nextOf(key)],
    ['Old key until', time(key.oldKeyUntil)],
    ['Told', key.notify.join(', ')],
    ...key.notices.map(
      ({ to, state, error }) => [`Mail to ${to}`, error === null ? state : `${state}: ${error}`] as const,
    ),
  ])
  const history = key.history.map(({ at, text }) => `${localTime(at)}  ${text}`)
  return [page, ...(history.length === 0 ? [] : ['', ...history])].join('\n')
}

export async function rotateKey(
  id: string,
  options: KeyOptions & { readonly notify?: boolean; readonly atOnce?: boolean },
): Promise<void> {
  // Who did it stands in the history: with sudo, the person behind it.
  const by = process.env['SUDO_USER'] ?? userInfo().username
  const body = { by, notify: options.notify === true, atOnce: options.atOnce === true }
  const rotated = await controlOf(options.config).post<Rotated>(
    `/keys/${encodeURIComponent(id)}/rotate`,
    body,
  )
  if (options.json === true) return sayJson(rotated)
  const { key, mailedTo, view } = rotated
  if (key !== null) say(`New key of ${id}: ${key}\nIt is shown only now.`)
  else say(`The new key of ${id} is mailed to ${mailedTo.join(', ')}.`)
  say(
    view.oldKeyUntil === null ? 'The old key is void.' : `The old key works until ${time(view.oldKeyUntil)}.`,
  )
}
