/** Keys of an account at FAX.PLUS (Alohi), API version 3. */
import { z } from 'zod'
import { faxNumber, httpUrl, MIB, type SecretRef } from '../schema-values.ts'

/** As in the vendor's description. */
const BASE_URL = 'https://restapi.fax.plus/v3'
const TOKEN_URL = 'https://accounts.fax.plus/token'
/** The vendor says 150 MB; an older text of the same page says 30. */
const SAFE_BYTES = 30 * MIB
/** The vendor gives no number, but watches for heavy polling; webhooks bring the news sooner. */
const POLL_SECONDS = 60

const isDay = (text: string) => {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'write the day as YEAR-MONTH-DAY, for example 2027-06-30')
  .refine(isDay, 'this day is in no calendar')
const sheetText = (most: number) => z.string().min(1).max(most)

/** The schema. `secret` reads a token as written; `path` is a file name. */
export function faxplusSettings(secret: z.ZodType<string, SecretRef>, path: z.ZodString) {
  return z
    .strictObject({
      type: z.literal('faxplus').describe('FAX.PLUS by Alohi, API version 3. Needs an Enterprise plan.'),
      baseUrl: httpUrl('write the address of the API with https://, up to and with /v3')
        .default(BASE_URL)
        .describe('Address of the API.'),
      userId: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,64}$/, 'write self, or the user id of a member')
        .default('self')
        .describe('Whose faxes: self is the owner of the token; an administrator may name a member.'),
      token: secret.optional().describe('Personal access token; it begins with alohi_pat_.'),
      tokenExpires: day
        .optional()
        .describe('Last day of the token. The API does not tell it; written here, faxbridge warns in time.'),
      oauth: oauthSettings(secret)
        .optional()
        .describe('Login with OAuth instead of a personal access token.'),
      ...sendingSettings,
      receive: receiveSettings,
      manageWebhooks: z
        .boolean()
        .default(true)
        .describe('Sets our webhooks up at FAX.PLUS and deletes stale ones of ours.'),
      pollSeconds: z
        .number()
        .min(1)
        .max(3600)
        .default(POLL_SECONDS)
        .describe('Time between two status questions on one fax.'),
      visibilitySeconds: z
        .number()
        .min(0)
        .max(3600)
        .default(60)
        .describe('How long a new fax may be missing in the lists of FAX.PLUS.'),
      caFile: path.optional().describe('PEM file with a certificate authority of your own.'),
      proxy: httpUrl('write http://HOST:PORT').optional().describe('HTTP proxy on the way out.'),
    })
    .superRefine((settings, ctx) => {
      if (settings.token !== undefined && settings.oauth !== undefined)
        ctx.addIssue({ code: 'custom', path: ['oauth'], message: 'give either token or oauth' })
      if (settings.token === undefined && settings.oauth === undefined)
        ctx.addIssue({ code: 'custom', path: ['token'], message: 'give token or oauth' })
      if (settings.oauth !== undefined && settings.tokenExpires !== undefined) {
        const message = 'this is for a personal access token: oauth renews its tokens by itself'
        ctx.addIssue({ code: 'custom', path: ['tokenExpires'], message })
      }
    })
}

export type FaxplusSettings = z.output<ReturnType<typeof faxplusSettings>>

function oauthSettings(secret: z.ZodType<string, SecretRef>) {
  return z.strictObject({
    tokenUrl: httpUrl('write the whole address, for example https://accounts.fax.plus/token')
      .default(TOKEN_URL)
      .describe('Where access tokens come from.'),
    clientId: z
      .string()
      .regex(/^[\x21-\x7e]{1,200}$/, 'write the client id without blanks; it begins with APIK-')
      .describe('Client id; also sent as x-fax-clientid.'),
    clientSecret: secret.describe('Its secret.'),
    refreshToken: secret.describe('Refresh token from the first login in a browser.'),
    parametersIn: z
      .enum(['form', 'query'])
      .default('form')
      .describe('Where the token request has its parameters. query: only if FAX.PLUS refuses the form.'),
  })
}

const retry = z.strictObject({
  count: z.int().min(0).max(3).describe('Further tries by FAX.PLUS.'),
  delay: z
    .int()
    .min(0)
    .max(43_200)
    .describe('Time between tries, handed on as it is. Seconds by its API text, minutes by its help pages.'),
})

const coverPage = z.strictObject({
  nameTo: sheetText(200).describe('To.'),
  nameFrom: sheetText(200).describe('From.'),
  subject: sheetText(200).describe('Subject.'),
  message: sheetText(2000).optional().describe('Message.'),
  flags: z
    .array(z.enum(['urgent', 'for_review', 'please_reply', 'confidential']))
    .default([])
    .describe('Boxes that are ticked.'),
})

const sendingSettings = {
  from: z
    .union([z.enum(['subscriber', 'no_number']), faxNumber, z.array(faxNumber).min(1).max(50)])
    .default('subscriber')
    .describe(
      'Number to send from; it must be of the account. subscriber: the number of the subscriber. A list: FAX.PLUS picks one. no_number: a member without a number.',
    ),
  format: z
    .enum(['tiff', 'pdf'])
    .default('tiff')
    .describe('What the pages are sent as. tiff keeps the very dots made here.'),
  enhancement: z
    .boolean()
    .default(false)
    .describe('true: FAX.PLUS works over the pages to favour text. Ours are black and white already.'),
  retry: retry
    .optional()
    .describe(
      'Redials by FAX.PLUS for each fax. Absent: as the account is set. They count as one attempt here.',
    ),
  delaySeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(0)
    .describe('FAX.PLUS begins the call this much later; until then the fax can be cancelled.'),
  coverPage: coverPage
    .optional()
    .describe('A cover page by FAX.PLUS before each fax. It is not counted as a page.'),
  maxPages: z.int().min(1).max(10_000).default(500).describe('Longest fax in pages.'),
  maxBytes: z
    .int()
    .min(1)
    .max(150 * MIB)
    .default(SAFE_BYTES)
    .describe('Biggest document in bytes. FAX.PLUS says 150 MB now and said 30 MB before.'),
}

const receiveSettings = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('false: received faxes are left alone, for example for another program.'),
    since: day
      .optional()
      .describe(
        'Faxes received before this day (UTC) are left alone. Set it when an old account is taken over.',
      ),
    days: z
      .number()
      .positive()
      .max(365)
      .default(14)
      .describe('How far back each listing looks; longer than the longest time that faxbridge may be down.'),
    format: z.enum(['pdf', 'tiff']).default('pdf').describe('What received faxes are fetched as.'),
    spam: z.boolean().default(false).describe('true: also faxes that FAX.PLUS has put into spam.'),
    deleteAfter: z
      .boolean()
      .default(false)
      .describe('true: a received fax is deleted at FAX.PLUS after it was delivered here.'),
    pollSeconds: z.number().min(1).max(86_400).default(POLL_SECONDS).describe('Time between two listings.'),
  })
  .prefault({})
  .describe('Received faxes.')
