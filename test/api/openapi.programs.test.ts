import { readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { clientSource, typeOf } from '../../scripts/client-source.ts'
import { apiDocument } from '../../scripts/openapi-document.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('the OpenAPI document', () => {
  it('docs/openapi.json is what the daemon serves: npm run openapi', async () => {
    expect(JSON.parse(read('docs/openapi.json'))).toEqual(await apiDocument())
  })

  it('the client is generated from it: npm run openapi', () => {
    expect(read('src/api-client/generated.ts')).toBe(clientSource(JSON.parse(read('docs/openapi.json'))))
  })

  it('has nothing that the recommended rules find', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({
      source: read('docs/openapi.json'),
      absoluteRef: '/openapi.json',
      config,
    })
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([])
  })

  it('says of every operation which right it needs', () => {
    const { paths } = JSON.parse(read('docs/openapi.json')) as {
      paths: Record<string, Record<string, { description: string }>>
    }
    for (const operation of Object.values(paths).flatMap(path => Object.values(path)))
      expect(operation.description).toMatch(/Needs (?:the right `[a-z]+\.[a-z]+`|a token, with any right)\./)
  })
})

describe('types of the client', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [
      { type: 'array', items: { anyOf: [{ type: 'integer' }, { type: 'null' }] } },
      'readonly (number | null)[]',
    ],
    [{ $ref: '#/components/schemas/Fax' }, 'Fax'],
    [{ enum: ['a', 'b'] }, '"a" | "b"'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [
      { type: 'object', properties: { a: { type: 'boolean' }, 'x-y': {} }, required: ['a'] },
      '{ readonly a: boolean; readonly "x-y"?: unknown }',
    ],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'Readonly<Record<string, number>>'],
  ])('%j', (schema, text) => {
    expect(typeOf(schema as Record<string, unknown>)).toBe(text)
  })

  it('a kind of schema that nobody has thought of is a mistake', () => {
    expect(() => typeOf({ type: 'tuple' })).toThrow('tuple')
  })
})
