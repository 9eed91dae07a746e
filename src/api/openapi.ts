/**
 * The OpenAPI 3.1 document of the API, made from the schemas of its routes. In charge of its frame, and of what the generator
 * leaves untidy. Served at /api/v1/openapi.json, kept in docs/openapi.json, and what the client is generated from.
 */
import { jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { TAGS } from './schema-parts.ts'

const ABOUT = `Everything that the console and the command line can do, for programs. Errors are problem documents (RFC 9457) with
a code; lists are walked by cursor; a POST with an Idempotency-Key is never carried out twice. docs/api.md is the guide.`

/** What stands in the document beside the routes. */
export function documentFrame(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'faxbridge',
      version,
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The admin listener, `http.admin` in the configuration.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }],
    components: {
      securitySchemes: {
        token: {
          type: 'http' as const,
          scheme: 'bearer',
          description: '`faxbridge tokens add` makes one, with the rights that it needs.',
        },
      },
    },
  }
}

type Json = Record<string, unknown>

/** The document without what nobody refers to, and without bounds that are only those of a number in JavaScript. */
export const tidied: typeof jsonSchemaTransformObject = asked => {
  const made = jsonSchemaTransformObject(asked) as unknown as Json
  const document = JSON.parse(JSON.stringify(made, withoutBounds)) as Json
  const components = document['components'] as Json
  const schemas = { ...(components['schemas'] as Json) }
  for (let before = -1; before !== Object.keys(schemas).length; ) {
    before = Object.keys(schemas).length
    const text = JSON.stringify([document['paths'], schemas])
    for (const name of Object.keys(schemas))
      if (!text.includes(`"#/components/schemas/${name}"`)) delete schemas[name]
  }
  components['schemas'] = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)))
  for (const operation of operationsIn(document)) {
    addRateHeaders(operation['responses'] as Json)
    const body = operation['requestBody'] as Json | undefined
    if (body !== undefined) body['required'] = needsBody(body, schemas)
  }
  return withPlainNames(document) as never
}

/** Whether anything in it must be said. */
function needsBody(body: Json, schemas: Json): boolean {
  const [content] = Object.values(body['content'] as Json) as { schema: Json }[]
  const name = String(content?.schema['$ref'] ?? '').replace('#/components/schemas/', '')
  const schema = (name === '' ? content?.schema : schemas[name]) as Json
  return schema['type'] !== 'object' || ((schema['required'] as unknown[] | undefined) ?? []).length > 0
}

/** What is only ever sent is named without the word that tells it from what is answered. */
function withPlainNames(document: Json): Json {
  const { schemas } = document['components'] as { schemas: Json }
  const plain = Object.keys(schemas).filter(name => name.endsWith('Input') && !(name.slice(0, -5) in schemas))
  return JSON.parse(
    plain.reduce(
      (text, name) =>
        text
          .replaceAll(`"#/components/schemas/${name}"`, `"#/components/schemas/${name.slice(0, -5)}"`)
          .replaceAll(`"${name}":`, `"${name.slice(0, -5)}":`),
      JSON.stringify(document),
    ),
  ) as Json
}

function withoutBounds(this: unknown, key: string, value: unknown): unknown {
  const isBound =
    (key === 'maximum' || key === 'minimum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
  return isBound ? undefined : value
}

function operationsIn(document: Json): Json[] {
  return Object.values(document['paths'] as Json).flatMap(path => Object.values(path as Json) as Json[])
}

const RATE = {
  'ratelimit-limit': 'Requests that may be made in a minute.',
  'ratelimit-remaining': 'How many are left of them.',
  'ratelimit-reset': 'Seconds until all of them may be made again.',
} as const

function addRateHeaders(responses: Json): void {
  for (const [status, response] of Object.entries(responses)) {
    if (!status.startsWith('2')) continue
    const headers = Object.entries(RATE).map(([name, description]) => [
      name,
      { description, schema: { type: 'integer' } },
    ])
    const { headers: others = {} } = response as { headers?: Json }
    ;(response as Json)['headers'] = { ...others, ...Object.fromEntries(headers) }
  }
}
