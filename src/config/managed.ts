/**
 * `managed.yaml` in the data directory: the subscribers, numbers and callers that are kept through the API and the console. In
 * charge of its form, and of putting it behind what the configuration file says, so that both are read and checked as one.
 * Whoever changes it is managed-desk.ts; nobody edits it by hand while the daemon runs.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, LineCounter, parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

export const MANAGED_FILE = 'managed.yaml'

/** A subscriber as it is written. */
export type WrittenSubscriber = Readonly<Record<string, unknown>> & { readonly id: string }

export interface ManagedContents {
  readonly subscribers: readonly WrittenSubscriber[]
  /** E.164, sorted. */
  readonly doNotFax: readonly string[]
  readonly blockedCallers: readonly string[]
}

export const NOTHING_MANAGED: ManagedContents = { subscribers: [], doNotFax: [], blockedCallers: [] }

/** A managed file as it was read. */
export interface ManagedText {
  readonly file: string
  readonly text: string
}

/** Gives the file of this data directory; null: there is none. */
export type ManagedSource = (dataDir: string) => ManagedText | null

export const nothingManaged: ManagedSource = () => null

/** From the disk. What cannot be read is a mistake, told by whoever parses it. */
export const managedOnDisk: ManagedSource = dataDir => {
  const file = join(dataDir, MANAGED_FILE)
  try {
    return { file, text: readFileSync(file, 'utf8') }
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    return { file, text: `cannot be read: ${code ?? String(error)}` }
  }
}

const schema = z.strictObject({
  version: z.literal(1),
  subscribers: z.array(z.looseObject({ id: z.string() })).default([]),
  doNotFax: z.array(z.string().regex(/^\+[1-9][0-9]{6,14}$/, 'a number is + and 7 to 15 digits')).default([]),
  blockedCallers: z.array(z.string().min(1).max(100)).default([]),
})

const HEAD = `# Kept by faxbridge: what was entered through the API or the console. Change it there, not here.
`

/** The text of the file. */
export function managedText({ subscribers, doNotFax, blockedCallers }: ManagedContents): string {
  return `${HEAD}${stringify({ version: 1, subscribers, doNotFax, blockedCallers }, { aliasDuplicateObjects: false })}`
}

export interface ReadManaged {
  readonly contents: ManagedContents
  readonly document: Document | null
  readonly lines: LineCounter
  /** What is wrong with its form; then it counts for nothing. */
  readonly problem: string | null
}

/** Reads the text; a form that is not ours is a problem, never half of it. */
export function parseManaged(source: ManagedText | null): ReadManaged {
  const lines = new LineCounter()
  const nothing = { contents: NOTHING_MANAGED, document: null, lines, problem: null }
  if (source === null) return nothing
  const document = parseDocument(source.text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  const [broken] = document.errors
  if (broken !== undefined) return { ...nothing, problem: `this is not YAML: ${broken.message}` }
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return { contents: parsed.data, document, lines, problem: null }
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') ?? ''
  const problem = `${where === '' ? '' : `${where}: `}${issue?.message}: restore it from a backup, or move it away`
  return { ...nothing, problem }
}

/** What the configuration file says, and behind it what is managed. */
export function withManaged(input: unknown, { subscribers, blockedCallers }: ManagedContents): unknown {
  if (typeof input !== 'object' || input === null) return input
  if (subscribers.length + blockedCallers.length === 0) return input
  const main = input as { subscribers?: unknown; inbound?: { blockedCallers?: unknown } | null }
  const listed = (value: unknown, more: readonly unknown[]) =>
    value === undefined || Array.isArray(value) ? [...(value ?? []), ...more] : value
  return {
    ...main,
    subscribers: listed(main.subscribers, subscribers),
    ...(blockedCallers.length === 0
      ? {}
      : {
          inbound: {
            ...main.inbound,
            blockedCallers: listed(main.inbound?.blockedCallers, blockedCallers),
          },
        }),
  }
}

/** The numbers that must not be faxed are those of the list file and the managed ones. */
export function withManagedNumbers(config: Config, { doNotFax }: ManagedContents, file: string): Config {
  if (doNotFax.length === 0) return config
  const list = config.destinations.doNotFax ?? { file, numbers: [] }
  const numbers = [...new Set([...list.numbers, ...doNotFax])]
  return { ...config, destinations: { ...config.destinations, doNotFax: { ...list, numbers } } }
}

/** Where in the managed file a finding is; null: it is in the configuration file. */
export function placeInManaged({ path }: Finding, input: unknown): Finding['path'] | null {
  const main = (input ?? {}) as { subscribers?: unknown; inbound?: { blockedCallers?: unknown } | null }
  const count = (value: unknown) => (Array.isArray(value) ? value.length : 0)
  const [first, second, third] = path
  if (first === 'subscribers' && typeof second === 'number' && second >= count(main.subscribers))
    return ['subscribers', second - count(main.subscribers), ...path.slice(2)]
  const callers = count(main.inbound?.blockedCallers)
  if (first === 'inbound' && second === 'blockedCallers' && typeof third === 'number' && third >= callers)
    return ['blockedCallers', third - callers]
  return null
}
