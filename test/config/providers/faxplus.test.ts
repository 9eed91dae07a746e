import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { faxplusSettings } from '../../../src/config/providers/faxplus.ts'

const schema = faxplusSettings(z.string() as unknown as z.ZodType<string, string>, z.string())
const oauth = { clientId: 'APIK-a', clientSecret: 'b', refreshToken: 'c' }
const problems = (values: object) => {
  const parsed = schema.safeParse({ type: 'faxplus', token: 't', ...values })
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('settings of a FAX.PLUS account', () => {
  it('a token alone is enough', () => {
    expect(schema.parse({ type: 'faxplus', token: 't' })).toEqual({
      type: 'faxplus',
      token: 't',
      baseUrl: 'https://restapi.fax.plus/v3',
      userId: 'self',
      from: 'subscriber',
      format: 'tiff',
      enhancement: false,
      delaySeconds: 0,
      maxPages: 500,
      maxBytes: 31_457_280,
      receive: { enabled: true, days: 14, format: 'pdf', spam: false, deleteAfter: false, pollSeconds: 60 },
      manageWebhooks: true,
      pollSeconds: 60,
      visibilitySeconds: 60,
    })
  })

  it('OAuth has the address of the vendor', () => {
    expect(schema.parse({ type: 'faxplus', oauth }).oauth).toMatchObject({
      tokenUrl: 'https://accounts.fax.plus/token',
      parametersIn: 'form',
    })
  })

  it.each([
    ['neither', { token: undefined }, 'token: give token or oauth'],
    ['both', { oauth }, 'oauth: give either token or oauth'],
    [
      'an end for OAuth',
      { token: undefined, oauth, tokenExpires: '2027-01-01' },
      'tokenExpires: this is for a personal',
    ],
    ['a day of no calendar', { tokenExpires: '2026-02-31' }, 'tokenExpires: this day is in no calendar'],
    ['a day in words', { receive: { since: 'monday' } }, 'receive.since: write the day as YEAR-MONTH-DAY'],
    ['an address without scheme', { baseUrl: 'restapi.fax.plus' }, 'baseUrl: write the address of the API'],
    ['a sender without plus', { from: '15555550100' }, 'from: '],
    ['a user id with a slash', { userId: '../x' }, 'userId: write self'],
    ['an unknown key', { priority: 1 }, 'Unrecognized key'],
    ['four redials', { retry: { count: 4, delay: 1 } }, 'retry.count'],
  ])('%s is refused with advice', (_, values, text) => {
    expect(problems(values).join('\n')).toContain(text)
  })

  it.each([
    { from: 'no_number' },
    { from: ['+15555550100', '+15555550101'] },
    { tokenExpires: '2028-02-29' },
    { retry: { count: 3, delay: 300 } },
    { coverPage: { nameTo: 'a', nameFrom: 'b', subject: 'c' } },
  ])('%j is taken', values => {
    expect(problems(values)).toEqual([])
  })

  it('no secret is in what is wrong', () => {
    expect(problems({ token: 'my-own-secret', oauth, userId: ' ' }).join()).not.toContain('my-own-secret')
  })
})
