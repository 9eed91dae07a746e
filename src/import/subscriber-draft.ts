/**
 * Subscribers on their way from another fax system into a configuration. In charge of printing them as YAML that
 * `check-config` takes: each value is tried first, and what this configuration has no place for becomes a comment with
 * the reason. Nothing is guessed: a subscriber without a number is printed as a comment.
 * Not in charge of reading what the other system wrote.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { parseConfig } from '../config/load.ts'

/** One entry of a list, with what a person should know about it. */
export interface DraftEntry {
  readonly value: Readonly<Record<string, unknown>>
  readonly notes: readonly string[]
}

export interface SubscriberDraft {
  readonly id: string
  readonly active: boolean
  readonly numbers: readonly string[]
  /** Two letters; null: as the first number says. */
  readonly country: string | null
  /** Further keys, each with the forms in which it may be written, best first. */
  readonly keys: readonly { readonly key: string; readonly forms: readonly unknown[] }[]
  readonly acl: readonly DraftEntry[]
  readonly received: readonly DraftEntry[]
  /** What has no place here, one sentence each. */
  readonly notes: readonly string[]
}

export interface Imported {
  readonly drafts: readonly SubscriberDraft[]
  /** What belongs to no subscriber and has no place here. */
  readonly notes: readonly string[]
}

export interface Printed {
  readonly yaml: string
  /** Subscribers that are there as comments only, and what is missing. */
  readonly incomplete: readonly string[]
}

/** `source`: what it was read from, for the first line. */
export function printDrafts({ drafts, notes }: Imported, source: string): Printed {
  const incomplete: string[] = []
  const lines = [`# Read from ${source}. Look through it, then check it: faxbridge check-config`]
  lines.push(...notes.map(note => `# ${oneLine(note)}`))
  const whole = drafts.filter(draft => missing(draft) === null)
  lines.push(whole.length === 0 ? '# No subscriber is complete yet.' : 'subscribers:')
  for (const draft of drafts) {
    const what = missing(draft)
    const printed = printDraft(draft)
    if (what === null) lines.push('', ...printed)
    else {
      incomplete.push(`${draft.id}: ${what}`)
      lines.push('', `  # Not complete: ${what}`, ...printed.map(line => `  # ${line.slice(2)}`))
    }
  }
  return { yaml: `${lines.join('\n')}\n`, incomplete }
}

function missing(draft: SubscriberDraft): string | null {
  const wrong = draft.numbers.find(number => refusalOf({ numbers: [number] }) !== null)
  if (draft.numbers.length === 0) return `its fax number is not known: give it with --number ${draft.id}=+…`
  if (wrong !== undefined) return `"${oneLine(wrong)}" is no number with + and country code`
  if (countryOf(draft) === null) return `the country of ${draft.numbers[0]} is not certain: give --country`
  return refusalOf({ country: countryOf(draft) })
}

/** Some country codes are shared by many countries: then nobody knows. */
function countryOf({ country, numbers: [first = ''] }: SubscriberDraft): string | null {
  return country ?? parsePhoneNumberFromString(first)?.country ?? null
}

function printDraft(draft: SubscriberDraft): string[] {
  const notes = [...draft.notes]
  const lines = [`  - id: ${JSON.stringify(draft.id)}`, `    active: ${draft.active}`]
  lines.push(`    numbers: [${draft.numbers.map(number => JSON.stringify(number)).join(', ')}]`)
  lines.push(`    country: ${countryOf(draft) ?? '# two letters, for example DE'}`)
  const check: Check = refusalOf(wholeOf(draft)) === null ? () => null : refusalOf
  // One key may need another: a renewal somebody who is told.
  const taken: Record<string, unknown> = {}
  for (const { key, forms } of draft.keys) {
    const form = forms.find(value => check({ ...taken, [key]: value }) === null)
    if (form === undefined) notes.push(`${key} is not taken: ${check({ ...taken, [key]: forms[0] })}.`)
    else {
      taken[key] = form
      lines.push(`    ${key}: ${flow(form)}`)
    }
  }
  lines.push(...printList('acl', draft.acl, check), ...printList('received', draft.received, check))
  lines.push(...notes.map(note => `    # ${oneLine(note)}`))
  return lines
}

type Check = typeof refusalOf

/** Most are good as they are: asked once, instead of once for each value. */
function wholeOf({ keys, acl, received }: SubscriberDraft): Readonly<Record<string, unknown>> {
  const first = Object.fromEntries(keys.map(({ key, forms: [form] }) => [key, form]))
  return { ...first, acl: acl.map(({ value }) => value), received: received.map(({ value }) => value) }
}

function printList(key: 'acl' | 'received', entries: readonly DraftEntry[], check: Check): string[] {
  if (entries.length === 0) return []
  const lines: string[] = []
  let taken = 0
  for (const { value, notes } of entries) {
    const refusal = check({ [key]: [value] })
    lines.push(...notes.map(note => `      # ${oneLine(note)}`))
    if (refusal === null) taken++
    else lines.push(`      # Not taken: ${oneLine(refusal)}`)
    lines.push(`      ${refusal === null ? '' : '# '}- ${flow(value)}`)
  }
  return [taken === 0 ? `    # ${key}:` : `    ${key}:`, ...lines]
}

/** Why a subscriber with these keys is not valid; null when it is. */
export function refusalOf(keys: Readonly<Record<string, unknown>>): string | null {
  const subscriber = { id: 'a', active: true, numbers: ['+15555550100'], country: 'US', ...keys }
  const config = {
    hostname: 'fax.example.com',
    smtp: { mailDomains: ['fax.local'], listeners: [{ name: 'a', listen: '127.0.0.1:2525' }] },
    relay: { url: 'smtp://127.0.0.1:25', from: 'fax@fax.local' },
    providers: { demo: { type: 'loopback' } },
    routes: [{ prefix: '+', provider: 'demo' }],
    subscribers: [subscriber],
  }
  const result = parseConfig(JSON.stringify(config), 'import.yaml', {})
  return result.ok ? null : (result.problems[0]?.text ?? 'it is not valid')
}

/** JSON is YAML; keys without quotes read better. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value !== 'object' || value === null) return asciiSafe(JSON.stringify(value ?? null))
  const pairs = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`)
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

/** YAML takes some characters for line ends that JSON leaves as they are. */
const asciiSafe = (text: string): string =>
  text.replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300)

/** An id from whatever a thing was called elsewhere. */
export function draftId(text: string): string {
  const id = text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
  return id === '' ? 'imported' : id
}
