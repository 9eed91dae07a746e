import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configJsonSchema, listKeys } from '../../src/config/json-schema.ts'
import { parseConfig } from '../../src/config/load.ts'

const path = new URL('../../config/faxbridge.example.yaml', import.meta.url)
const text = readFileSync(path, 'utf8')
/** With the keys that are shown as comments. */
const full = text.replace(/^(\s*)#([A-Za-z_]+:)/gm, '$1$2')

/** `a.b[].c` → the values that the example has there; a name of the user's choice is `*`. */
function shown(value: unknown, key = ''): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const add = (inner: unknown, name: string) => {
    found.set(name, inner)
    for (const [k, v] of shown(inner, name)) found.set(k, v)
  }
  if (Array.isArray(value))
    for (const item of value) for (const [k, v] of shown(item, `${key}[]`)) found.set(k, v)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      const named = ['providers', 'inbound.destinations'].includes(key) ? '*' : name
      add(inner, key === '' ? named : `${key}.${named}`)
    }
  }
  return found
}

interface Branch {
  readonly properties: Readonly<Record<string, { readonly const?: string }>>
}
const schema = configJsonSchema()
const keys = listKeys()
const branches = ((): Branch[] => {
  const { properties = {} } = schema
  const { oneOf = [], anyOf = [] } = (properties['providers']?.additionalProperties ?? {}) as {
    oneOf?: Branch[]
    anyOf?: Branch[]
  }
  return [...oneOf, ...anyOf]
})()
const typeOf = (branch: Branch) => branch.properties['type']?.const ?? ''
const ofLoopback = Object.keys(branches.find(branch => typeOf(branch) === 'loopback')?.properties ?? {})

/** All keys but those of single vendors, which have pages of their own. */
const shownKeys = keys.filter(({ key }) => {
  const [, name] = /^providers\.\*\.(\w+)/.exec(key) ?? []
  return name === undefined || ofLoopback.includes(name)
})

describe('the page of a vendor', () => {
  const vendors = branches.filter(branch => typeOf(branch) !== 'loopback')

  it('there are five', () => {
    expect(vendors.map(typeOf).sort()).toEqual(['faxplus', 'ngcp', 'openfax', 'opentext', 'ucx'])
  })

  it.each(vendors.map(branch => [typeOf(branch), branch] as const))('%s names every key', (type, branch) => {
    const page = readFileSync(new URL(`../../docs/providers/${type}.md`, import.meta.url), 'utf8')
    const keys = Object.keys(branch.properties).filter(
      key => !['answerSeconds', 'concurrent', 'perMinute', 'prices', 'webhook'].includes(key),
    )
    expect(keys.filter(key => !new RegExp(`\\b${key}\\b`).test(page))).toEqual([])
  })
})

describe('the example configuration', () => {
  const inFull = shown(parse(full))

  it('is valid but for the key files that it names, as it stands and with every commented key', () => {
    for (const version of [text, full]) {
      // In the form of a master key, which is the strictest.
      const secret = 'a-secret-that-is-long-enough-for-all'.padEnd(43, 'x')
      const plain = version.replace(/\{ file: [^}]+\}/g, secret)
      const result = parseConfig(plain, 'config/faxbridge.example.yaml', {})
      const missing = /there is no file \S+\/(?:keys|certs)\//
      expect(result.ok ? [] : result.problems.filter(({ text: said }) => !missing.test(said))).toEqual([])
    }
  })

  it('shows every key of the schema, and none that is not', () => {
    // Ways to write a secret, and names of numbers and accounts, are no keys.
    const secretParts = /\.(?:file|env)$|^providers\.\*\.prices\.|^alarms\.credit\./
    expect(
      [...inFull.keys()]
        .filter(key => !secretParts.test(key) && !/^(?:providers|inbound\.destinations)\.\*$/.test(key))
        .sort(),
    ).toEqual(shownKeys.map(({ key }) => key).sort())
  })

  it('shows the true default of every key that has one', () => {
    const exceptions = [
      'subscribers[].active',
      'subscribers[].acl',
      'subscribers[].received',
      'inbound.destinations.*.allow',
      'alarms.webhooks[].allow',
      'alarms.heartbeat.allow',
      'alarms.off',
      'alarms.credit',
      'alarms.webhooks',
      'inbound.destinations.*.encryption',
    ]
    for (const { key, default: value, group } of shownKeys) {
      if (value === undefined || value === null || group || exceptions.includes(key)) continue
      expect({ key, value: inFull.get(key) }).toEqual({ key, value })
    }
  })

  it('every key has a sentence for editors', () => {
    expect(keys.filter(({ description }) => description === null)).toEqual([])
  })

  it('the JSON Schema for editors is the one in config/', () => {
    const file = new URL('../../config/faxbridge.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)))
  })
})
