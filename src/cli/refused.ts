/** `faxbridge refused`: mails, recipients and logins that were not taken, and why. */
import { subscribersIn } from '../explain/trace-words.ts'
import { BridgeError } from '../fax/error.ts'
import type { Refusal } from '../fax/refusal.ts'
import { systemClock } from '../runtime.ts'
import { controlOf } from './control.ts'
import { fields, localTime, say, sayJson, table } from './print.ts'
import { traceText } from './trace-text.ts'

export interface RefusedOptions {
  readonly config: string
  readonly json?: boolean
  readonly since?: string
  readonly search?: string
  readonly limit: string
}

export async function refused(id: string | undefined, options: RefusedOptions): Promise<void> {
  const control = controlOf(options.config)
  if (id !== undefined) {
    const refusal = await control.get<Refusal>(`/refused/${encodeURIComponent(id.toLowerCase())}`)
    return options.json === true ? sayJson(refusal) : say(refusalText(refusal))
  }
  const { search, limit } = options
  const since = options.since === undefined ? undefined : String(sinceOf(options.since, systemClock.now()))
  const found = await control.get<Refusal[]>('/refused', { since, search, limit })
  if (options.json === true) return sayJson(found)
  if (found.length === 0) return say('Nothing was refused.')
  say(refusalList(found))
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `30m`, `2h`, `7d`, or a date and time. */
export function sinceOf(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (count !== undefined) return Math.max(0, now - Number(count) * (UNITS[unit] ?? 0))
  const at = Date.parse(text)
  if (!Number.isNaN(at)) return Math.max(0, at)
  throw new BridgeError('E_BAD_REQUEST', {
    say: `Write --since 30m, 2h, 7d or 2026-11-21; here is "${text}".`,
  })
}

export function refusalList(found: readonly Refusal[]): string {
  const rows = found.map(refusal => [
    refusal.id,
    timeOf(refusal.lastAt),
    String(refusal.times),
    refusal.peer,
    refusal.from ?? refusal.sender ?? refusal.user ?? '',
    refusal.recipients.length > 1
      ? `${refusal.recipients[0]} and ${refusal.recipients.length - 1} more`
      : (refusal.recipients[0] ?? ''),
    refusal.code,
    reasonOf(refusal),
  ])
  return table(['REF', 'LAST', 'TIMES', 'PEER', 'FROM', 'TO', 'CODE', 'REASON'], rows, 60)
}

/** The line that decided, where rules did; else what the client read. */
function reasonOf({ ambiguous, trace, text }: Refusal): string {
  if (ambiguous.length > 1) return `several subscribers would take it: ${ambiguous.join(', ')}`
  const [nearest] = subscribersIn(trace)
  return nearest === undefined ? text : `${nearest.subscriber} ${nearest.decided}`
}

export function refusalText(refusal: Refusal): string {
  const { at, lastAt, times, ambiguous, leftOut } = refusal
  const head = fields([
    ['Refused', refusal.id],
    ['When', times === 1 ? timeOf(at) : `${times} times, ${timeOf(at)} to ${timeOf(lastAt)}`],
    ['At', STAGES[refusal.stage]],
    ['Connects from', `${refusal.peer}, listener ${refusal.listener}`],
    ['Login', refusal.user],
    ['MAIL FROM', refusal.sender],
    ['From header', refusal.from],
    ['To', refusal.recipients.join(', ')],
    ['Answer', refusal.text],
    ['Code', `${refusal.code} (docs/errors.md)`],
  ])
  const rules = refusal.trace.length === 0 ? '' : `\n\nRules\n${traceText(refusal.trace)}`
  const more = leftOut === 0 ? '' : `\n  … and ${leftOut} subscribers that were further away`
  const several =
    ambiguous.length > 1 ? `\n\nSeveral subscribers would take it: ${ambiguous.join(', ')}.` : ''
  return `${head}${rules}${more}${several}`
}

const STAGES: Readonly<Record<Refusal['stage'], string>> = {
  connection: 'the connection',
  login: 'the login',
  sender: 'MAIL FROM',
  recipient: 'RCPT TO',
  mail: 'the end of the mail',
}

const timeOf = (at: number): string => localTime(new Date(at).toISOString())
