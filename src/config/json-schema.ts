/** The JSON Schema of the configuration, for editors: made from the same table that checks the file. */
import { z } from 'zod'
import { configSchema } from './schema.ts'

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly additionalProperties?: SchemaNode | boolean
  readonly oneOf?: readonly SchemaNode[]
  readonly anyOf?: readonly SchemaNode[]
  readonly description?: string
  readonly default?: unknown
}

/** Gives the schema as plain JSON. */
export function configJsonSchema(): SchemaNode & Readonly<Record<string, unknown>> {
  const schema = configSchema(
    () => '',
    () => ({ overrides: {}, problems: [] }),
  )
  const json = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-07',
    unrepresentable: 'any',
  }) as SchemaNode
  return { ...json, title: 'faxbridge configuration' } as SchemaNode & Readonly<Record<string, unknown>>
}

/** What a subscriber is in it, for the API. */
export function subscriberJsonSchema(): Readonly<Record<string, unknown>> {
  return (configJsonSchema().properties?.['subscribers']?.items ?? {}) as Readonly<Record<string, unknown>>
}

export interface SchemaKey {
  /** `smtp.listeners[].name`; a chosen name is `*`: `providers.*.type`. */
  readonly key: string
  readonly description: string | null
  /** Undefined: it has none. */
  readonly default: unknown
  /** Has keys of its own. */
  readonly group: boolean
}

/** Every key of the configuration, once, in the order of the schema. */
export function listKeys(): SchemaKey[] {
  const found = new Map<string, SchemaKey>()
  walk(configJsonSchema(), '', found)
  return [...found.values()]
}

/** The names that a key may have in the group at a place in the file. */
export function keysIn(group: readonly (string | number)[]): string[] {
  const names = listKeys().flatMap(({ key }) => {
    const steps = key.replaceAll('[]', '.[]').split('.')
    const isThere = group.every((step, i) => {
      const known = steps[i]
      return known === step || (typeof step === 'number' ? known === '[]' : known === '*')
    })
    const name = steps.at(-1)
    return isThere && steps.length === group.length + 1 && name !== undefined && !/^(\*|\[\])$/.test(name)
      ? [name]
      : []
  })
  return [...new Set(names)]
}

function walk(node: SchemaNode, prefix: string, found: Map<string, SchemaKey>): void {
  for (const branch of [...(node.oneOf ?? []), ...(node.anyOf ?? [])]) walk(branch, prefix, found)
  if (node.items !== undefined) walk(node.items, `${prefix}[]`, found)
  if (typeof node.additionalProperties === 'object') walk(node.additionalProperties, `${prefix}.*`, found)
  for (const [name, inner] of Object.entries(node.properties ?? {})) {
    const key = prefix === '' ? name : `${prefix}.${name}`
    const group =
      inner.properties !== undefined ||
      typeof inner.additionalProperties === 'object' ||
      inner.items?.properties !== undefined
    found.set(key, { key, description: inner.description ?? null, default: inner.default, group })
    if (!isSecret(inner)) walk(inner, key, found)
  }
}

/** `{file: …}` and `{env: …}` are a way to write a value, no keys of the configuration. */
function isSecret(node: SchemaNode): boolean {
  return node.anyOf?.some(branch => branch.properties?.['env'] !== undefined || isSecret(branch)) ?? false
}
