import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { opentextSettings } from '../../../src/config/providers/opentext.ts'

const schema = opentextSettings(z.string(), z.string())
const login = { username: 'user', password: 'secret' }
const oauth = { tokenUrl: 'https://auth.example.com/token', clientId: 'id', clientSecret: 'secret' }

const page = readFileSync(new URL('../../../docs/providers/opentext.md', import.meta.url), 'utf8')

/** Each key with its path, and what it says of itself. */
function keysOf(node: object, path: string): [string, unknown][] {
  const { properties = {} } = node as { properties?: Record<string, object> }
  return Object.entries(properties).flatMap(([key, child]) => [
    [`${path}${key}`, (child as { description?: string }).description],
    ...keysOf(child, `${path}${key}.`),
  ])
}

/** `key: sentence` of each mistake. */
function mistakes(keys: object): string[] {
  const { error } = schema.safeParse({ type: 'opentext', ...keys })
  return error?.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`) ?? []
}

describe('settings of an account at OpenText', () => {
  it('a login is all that is needed', () => {
    expect(mistakes(login)).toEqual([])
    expect(mistakes({ oauth })).toEqual([])
    expect(schema.parse({ type: 'opentext', ...login })).toMatchObject({
      baseUrl: 'https://t2api.us.cloudmessaging.opentext.com/mra/v1',
      numberFormat: 'us',
      documentType: 'PDF',
      faxMode: 'auto',
      duplicateDetection: false,
      gammaCodes: {},
      receive: { enabled: true, holdSeconds: 900, pollSeconds: 60, wholeCustomer: false },
      pollSeconds: 60,
    })
  })

  it.each([
    [{}, 'username: give username and password, or oauth'],
    [{ username: 'user' }, 'password: give username and password, or oauth'],
    [{ password: 'secret' }, 'username: give username and password, or oauth'],
    [{ ...login, oauth }, 'oauth: give either username and password, or oauth'],
    [{ ...login, baseUrl: 'api.example.com' }, 'baseUrl: write the address of the API with https://'],
    [{ ...login, baseUrl: 'https://user:pw@api.example.com' }, 'baseUrl: write the address'],
    [{ ...login, billingCode: 'a\nb' }, 'billingCode: write at most 80 ordinary characters'],
    [{ ...login, gammaCodes: { '2004': 'nonsense' } }, 'gammaCodes.2004: Invalid option'],
    [{ ...login, gammaCodes: { x: 'busy' } }, 'gammaCodes.x: Invalid key'],
    [{ ...login, receive: { holdSeconds: 4 } }, 'receive.holdSeconds: Too small'],
    [{ ...login, receive: { holdSeconds: 3601 } }, 'receive.holdSeconds: Too big'],
    [{ ...login, priority: 'high' }, ': Unrecognized key'],
  ])('%j', (keys, sentence) => {
    const [said = '', ...more] = mistakes(keys)
    expect(said).toContain(sentence)
    expect(more).toEqual([])
  })

  it('every key says what it is for, and stands on the page', () => {
    const all = keysOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '')
    expect(all.length).toBeGreaterThan(20)
    expect(all.filter(([, description]) => description === undefined)).toEqual([])
    const names = all.map(([key]) => key).filter(key => !['type', 'oauth', 'receive'].includes(key))
    expect(names.filter(key => !page.includes(`\`${key}\``))).toEqual([])
  })

  it('the examples of the page are right', () => {
    const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => parse(text))
    expect(examples).toHaveLength(2)
    // Secrets are read elsewhere: here any form will do.
    const anySecret = z.union([z.string(), z.looseObject({}).transform(() => 'secret')])
    for (const { providers } of examples)
      expect(opentextSettings(anySecret as never, z.string()).safeParse(providers.opentext).error).toBe(
        undefined,
      )
  })
})
