/**
 * Writes the source of the client's operations (src/api-client/generated.ts) from the OpenAPI document. Pure: document in,
 * text out. It knows only what our own document uses of JSON Schema, and says so when there is more.
 */

type Json = Readonly<Record<string, unknown>>

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Json
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly required?: boolean
    readonly content: Readonly<Record<string, { readonly schema: Json }>>
  }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >
}

const HEAD = `// Generated from docs/openapi.json by "npm run openapi": change the routes in src/api, not this file.
import type { FileAnswer } from './client.ts'
`

/** The whole file. */
export function clientSource(document: Json): string {
  const { schemas } = document['components'] as { schemas: Record<string, Json> }
  const operations = operationsIn(document)
  const types = Object.entries(schemas).map(
    ([name, schema]) => `${comment(schema['description'])}export type ${name} = ${typeOf(schema)}\n`,
  )
  const typed = operations.map(({ operation }) => typedOperation(operation))
  const table = operations.map(
    ({ method, path, operation }) =>
      `  ${operation.operationId}: { method: '${method.toUpperCase()}', path: '${path}', takes: ${quoted(takesOf(operation))}, gives: '${givesOf(operation)}' },`,
  )
  return [
    HEAD,
    ...types,
    '/** What each operation is given, and gives. */\nexport interface Operations {',
    ...typed,
    '}\n',
    'export const OPERATIONS = {',
    ...table,
    '} as const satisfies Record<keyof Operations, object>\n',
  ].join('\n')
}

interface Placed {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** In the order of the document. */
export function operationsIn(document: Json): readonly Placed[] {
  return Object.entries(document['paths'] as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
}

function typedOperation(operation: Operation): string {
  const { operationId, summary, parameters = [], requestBody } = operation
  const group = (where: Parameter['in']) => parameters.filter(parameter => parameter.in === where)
  const [params, query] = [group('path'), group('query')]
  const [content] = Object.values(requestBody?.content ?? {})
  const parts = [
    ...(params.length === 0 ? [] : [`params: ${fieldsOf(params)}`]),
    ...(query.length === 0
      ? []
      : [`query${query.some(({ required }) => required) ? '' : '?'}: ${fieldsOf(query)}`]),
    ...(content === undefined
      ? []
      : [`body${requestBody?.required === false ? '?' : ''}: ${bodyType(operation, content.schema)}`]),
    `answer: ${answerOf(operation)}`,
  ]
  return `  /** ${summary} */\n  ${operationId}: { ${parts.join('; ')} }`
}

const fieldsOf = (parameters: readonly Parameter[]): string =>
  `{ ${parameters.map(({ name, required, schema }) => `${name}${required ? '' : '?'}: ${typeOf(schema)}`).join('; ')} }`

const takesOf = ({ requestBody }: Operation): string | null =>
  Object.keys(requestBody?.content ?? {})[0] ?? null

const bodyType = (operation: Operation, schema: Json): string =>
  takesOf(operation) === 'multipart/form-data' ? 'FormData' : typeOf(schema)

function successOf({ responses }: Operation) {
  const [status = '200', response] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
  const [[type, content] = ['', undefined]] = Object.entries(response?.content ?? {})
  return { status, type, schema: content?.schema }
}

function givesOf(operation: Operation): 'json' | 'file' | 'events' | 'nothing' {
  const { status, type } = successOf(operation)
  if (status === '204') return 'nothing'
  if (type === 'application/json') return 'json'
  return type === 'text/event-stream' ? 'events' : 'file'
}

function answerOf(operation: Operation): string {
  const gives = givesOf(operation)
  if (gives === 'nothing') return 'undefined'
  if (gives === 'events') return 'Response'
  return gives === 'file' ? 'FileAnswer' : typeOf(successOf(operation).schema ?? {})
}

const quoted = (text: string | null): string => (text === null ? 'null' : `'${text}'`)

function comment(text: unknown): string {
  return typeof text === 'string' ? `/** ${text.replaceAll('*/', '* /')} */\n` : ''
}

/** The TypeScript of a JSON Schema. Throws for what our schemas do not have. */
export function typeOf(schema: Json): string {
  const { $ref, anyOf, oneOf, allOf, enum: words, const: one, type } = schema as Record<string, never>
  if ($ref !== undefined) return String($ref).replace('#/components/schemas/', '')
  if (one !== undefined) return JSON.stringify(one)
  if (words !== undefined) return (words as unknown[]).map(word => JSON.stringify(word)).join(' | ')
  const alternatives = (anyOf ?? oneOf) as readonly Json[] | undefined
  if (alternatives !== undefined) return [...new Set(alternatives.map(typeOf))].map(bracketed).join(' | ')
  if (allOf !== undefined) return (allOf as readonly Json[]).map(typeOf).map(bracketed).join(' & ')
  if (Array.isArray(type))
    return (type as string[]).map(name => typeOf({ ...schema, type: name })).join(' | ')
  switch (type as string | undefined) {
    case 'string':
      return 'string'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `readonly ${bracketed(typeOf((schema['items'] ?? {}) as Json))}[]`
    case 'object':
      return objectType(schema)
    case undefined:
      return 'unknown'
    default:
      throw new TypeError(`a schema of type ${String(type)}`)
  }
}

const bracketed = (text: string): string => (/ [&|] /.test(text) ? `(${text})` : text)

function objectType(schema: Json): string {
  const {
    properties,
    required = [],
    additionalProperties,
  } = schema as {
    properties?: Record<string, Json>
    required?: readonly string[]
    additionalProperties?: boolean | Json
  }
  if (properties === undefined) {
    const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'
    return `Readonly<Record<string, ${values}>>`
  }
  const fields = Object.entries(properties).map(
    ([name, field]) => `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(field)}`,
  )
  return `{ ${fields.map(field => `readonly ${field.replace(/^"([A-Za-z_]\w*)"/, '$1')}`).join('; ')} }`
}
