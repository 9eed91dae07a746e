/**
 * The configuration in force for people to look at: every key, but no secret. Which keys are secrets is read from the schema
 * itself: what may be written as `{env: NAME}` is one, so a new one is hidden from the day it is added.
 */
import { stringify } from 'yaml'
import { configJsonSchema } from './json-schema.ts'
import type { Config } from './schema.ts'

/** A top-level key, and what stands under it as YAML. */
export interface ShownSection {
  readonly name: string
  readonly text: string
}

const HIDDEN = '(not shown)'
/** What a list of numbers or a text of an operator may be long. */
const MOST_LETTERS = 20_000

/** `secrets`: as `secretKeys` gives them. */
export function shownConfig(config: Config, secrets: ReadonlySet<string> = secretKeys()): ShownSection[] {
  return Object.entries(config).map(([name, value]) => {
    const text = stringify(hidden(value, name, secrets), { lineWidth: 110 })
    return { name, text: text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}\n…` : text }
  })
}

function hidden(value: unknown, path: string, secrets: ReadonlySet<string>): unknown {
  if (secrets.has(path) && value !== null && value !== undefined) return HIDDEN
  if (typeof value === 'string') return value.replace(/(:\/\/)[^/@\s]*@/g, `$1${HIDDEN}@`)
  if (Array.isArray(value)) return value.map(inner => hidden(inner, `${path}[]`, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const named = `${path}.${key}`
      return [key, hidden(inner, isKnown(named, secrets) ? named : `${path}.*`, secrets)]
    }),
  )
}

/** Is a secret at this path or under it? Then it is no name of the operator's choice. */
function isKnown(path: string, secrets: ReadonlySet<string>): boolean {
  for (const secret of secrets)
    if (secret === path || secret.startsWith(`${path}.`) || secret.startsWith(`${path}[`)) return true
  return false
}

interface SchemaNode {
  readonly [key: string]: unknown
}
const nodesIn = (value: unknown): SchemaNode[] =>
  typeof value !== 'object' || value === null ? [] : [value as SchemaNode]

/** `providers.*.webhook.secret`: every key that may be written as `{env: NAME}` holds a secret. */
export function secretKeys(
  node: SchemaNode = configJsonSchema() as SchemaNode,
  path = '',
): ReadonlySet<string> {
  const branches = [node['anyOf'], node['oneOf']].flatMap(list => (list as SchemaNode[] | undefined) ?? [])
  if (branches.some(branch => 'env' in ((branch['properties'] as object | undefined) ?? {})))
    return new Set([path])
  const found = branches.flatMap(branch => [...secretKeys(branch, path)])
  for (const item of nodesIn(node['items'])) found.push(...secretKeys(item, `${path}[]`))
  for (const item of nodesIn(node['additionalProperties'])) found.push(...secretKeys(item, `${path}.*`))
  for (const [name, inner] of Object.entries((node['properties'] as object | undefined) ?? {}))
    found.push(...secretKeys(inner as SchemaNode, path === '' ? name : `${path}.${name}`))
  return new Set(found)
}
