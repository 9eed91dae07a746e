/** Keys of an account at OpenText Fax2Mail, also sold as OpenText Messaging (REST). */
import { z } from 'zod'
import { FAX_FAILURES, type FaxFailure } from '../../fax/failure.ts'
import { httpUrl, MIB, type SecretRef } from '../schema-values.ts'

/** The address in the vendor's quick start: its trial system. */
const TRIAL_URL = 'https://t2api.us.cloudmessaging.opentext.com/mra/v1'
/** The vendor's bounds for the lock on a received document, in seconds. */
const HOLD = { least: 5, most: 3600, usual: 900 }

const failureNames = Object.keys(FAX_FAILURES) as [FaxFailure, ...FaxFailure[]]

/** The schema. `secret` reads a password as written; `path` is a file name. */
export function opentextSettings(secret: z.ZodType<string, SecretRef>, path: z.ZodString) {
  return z
    .strictObject({
      type: z.literal('opentext').describe('OpenText Fax2Mail / Messaging REST.'),
      baseUrl: httpUrl('write the address of the API with https://, up to and with /mra/v1')
        .default(TRIAL_URL)
        .describe("Address of the API. The default is OpenText's trial system."),
      username: z
        .string()
        .regex(/^[^\s:]+$/, 'write the user id without blanks and colons')
        .optional()
        .describe('User id, when you log in with a password.'),
      password: secret.optional().describe('Its password.'),
      oauth: oauthSettings(secret).optional().describe('Login with OAuth instead of user id and password.'),
      numberFormat: z
        .enum(['us', 'digits', 'plus'])
        .default('us')
        .describe(
          'How numbers are written. us: 10 digits for +1, 011 and country code for others. digits: no +. plus: with +.',
        ),
      documentType: z.enum(['PDF', 'TIFF']).default('PDF').describe('What the pages are sent as.'),
      faxMode: z
        .enum(['auto', 'standard', 'fine', 'account'])
        .default('auto')
        .describe('auto: as the pages were made. account: OpenText decides.'),
      billingCode: z
        .string()
        .regex(/^[\x20-\x7e]{1,80}$/, 'write at most 80 ordinary characters')
        .optional()
        .describe("Stands on OpenText's invoice beside each fax."),
      messageIdPrefix: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,40}$/, 'use at most 40 letters, digits, dots, dashes and underscores')
        .default('faxbridge')
        .describe('What our message_id begins with. It must be unique among all customers of OpenText.'),
      duplicateDetection: z
        .boolean()
        .default(false)
        .describe('true: OpenText has confirmed to you that it takes a message_id only once.'),
      gammaCodes: z
        .record(
          z.string().regex(/^[0-9]{1,6}$/, 'write the gamma code in digits, for example "2004"'),
          z.enum(failureNames),
        )
        .default({})
        .describe('Your list of gamma codes: what each means here. OpenText hands the list out on request.'),
      receive: receiveSettings,
      maxPages: z.int().min(1).max(10_000).default(500).describe('Longest fax in pages.'),
      maxBytes: z
        .int()
        .min(1)
        .max(100 * MIB)
        .default(20 * MIB)
        .describe('Biggest document in bytes.'),
      pollSeconds: z
        .number()
        .min(1)
        .max(3600)
        .default(60)
        .describe('Time between two status questions on one fax.'),
      caFile: path.optional().describe('PEM file with a certificate authority of your own.'),
      proxy: httpUrl('write http://HOST:PORT').optional().describe('HTTP proxy on the way out.'),
    })
    .superRefine((settings, ctx) => {
      const basic = settings.username !== undefined || settings.password !== undefined
      const oauth = settings.oauth !== undefined
      if (basic && oauth) {
        ctx.addIssue({
          code: 'custom',
          path: ['oauth'],
          message: 'give either username and password, or oauth',
        })
      } else if (!oauth && (settings.username === undefined || settings.password === undefined)) {
        const missing = settings.username === undefined ? 'username' : 'password'
        ctx.addIssue({
          code: 'custom',
          path: [missing],
          message: 'give username and password, or oauth',
        })
      }
    })
}

function oauthSettings(secret: z.ZodType<string, SecretRef>) {
  return z.strictObject({
    tokenUrl: httpUrl(
      'write the whole address, for example https://us.api.opentext.com/tenants/TENANT/oauth2/token',
    ).describe('Where tokens come from; it has your tenant in it.'),
    clientId: z.string().min(1).describe('Client id of the confidential application.'),
    clientSecret: secret.describe('Its secret.'),
  })
}

const receiveSettings = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('false: received faxes are left alone, for example for another program.'),
    holdSeconds: z
      .int()
      .min(HOLD.least)
      .max(HOLD.most)
      .default(HOLD.usual)
      .describe('How long OpenText hides a document that we have looked at.'),
    pollSeconds: z.number().min(1).max(86_400).default(60).describe('Time between two looks at the queue.'),
    group: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,40}$/, 'write the group number')
      .optional()
      .describe('Only documents of this group.'),
    wholeCustomer: z
      .boolean()
      .default(false)
      .describe('true: documents of all users of the customer. Your user needs the right to it.'),
    domain: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,40}$/, 'write the service domain, for example XDDS')
      .optional()
      .describe('Only documents of this service domain.'),
  })
  .prefault({})
  .describe('Received faxes.')

/** An account at OpenText as read from the configuration. */
export type OpentextSettings = z.output<ReturnType<typeof opentextSettings>>
