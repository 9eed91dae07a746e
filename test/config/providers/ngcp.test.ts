import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ngcpSettings } from '../../../src/config/providers/ngcp.ts'
import type { SecretRef } from '../../../src/config/schema-values.ts'

const schema = ngcpSettings(z.string() as unknown as z.ZodType<string, SecretRef>, z.string())
const least = {
  type: 'ngcp',
  baseUrl: 'https://ngcp.example.com:1443',
  username: 'fax@pbx.example.com',
  password: 'secret',
  subscriberId: 3,
}
const problems = (keys: Record<string, unknown>) =>
  schema.safeParse({ ...least, ...keys }).error?.issues.map(({ path, message }) => [path.join('.'), message])

describe('keys of an NGCP account', () => {
  it('the least, with defaults', () => {
    expect(schema.parse(least)).toEqual({
      ...least,
      auth: 'basic',
      document: 'pdf',
      dialPrefix: '',
      matchDigits: 7,
      pollSeconds: 30,
      attemptsMinutes: 30,
      journalMinutes: 30,
      absentMeansNotTaken: false,
      receive: true,
      inboundPollSeconds: 60,
      inboundDays: 7,
      recordings: 'tiff',
      deleteReceived: false,
    })
  })

  it('a login must be whole', () => {
    expect(problems({ password: undefined })).toEqual([['password', 'auth: basic needs password']])
    expect(problems({ auth: 'jwt', username: undefined })).toEqual([['username', 'auth: jwt needs username']])
    expect(problems({ auth: 'certificate' })).toEqual([
      ['clientCert', 'auth: certificate needs clientCert'],
      ['clientKey', 'auth: certificate needs clientKey'],
    ])
    expect(problems({ auth: 'certificate', clientCert: 'a.pem', clientKey: 'a.key' })).toBeUndefined()
  })

  it.each([
    ['baseUrl', 'ngcp.example.com:1443', /https:\/\//],
    ['baseUrl', 'https://user:word@ngcp.example.com', /https:\/\//],
    ['username', 'fax:x', /without blanks and colons/],
    ['dialPrefix', '+00', /"00"/],
    ['number', '15555550100', /\+ and country code/],
    ['calleePattern', '^9[0-9]+$', /one group/],
    ['calleePattern', '(', /one group/],
    ['proxy', 'proxy:3128', /HOST:PORT/],
  ])('%s: %j', (key, value, text) => {
    const found = problems({ [key]: value })
    expect(found?.[0]?.[0]).toBe(key)
    expect(found?.[0]?.[1]).toMatch(text)
  })

  it.each([
    ['subscriberId', '3'],
    ['subscriberId', 0],
    ['matchDigits', 6],
    ['inboundDays', 0],
    ['recordings', 'pdf'],
    ['insecure', true],
  ])('%s: %j is refused', (key, value) => {
    expect(problems({ [key]: value })).toHaveLength(1)
  })

  it('every key says what it is for', () => {
    for (const [key, field] of Object.entries(schema.shape)) expect(field.description, key).toMatch(/\w/)
  })
})
