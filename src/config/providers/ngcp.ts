/** Keys of an account at a Sipwise NGCP (sip:provider) platform. One account is one subscriber of the platform. */
import { z } from 'zod'
import { httpUrl, type SecretRef } from '../schema-values.ts'

/** Fewer digits than this would match numbers of strangers. */
const FEWEST_DIGITS = 7
/** E.164 has no more. */
const MOST_DIGITS = 15

/** The schema. `secret` reads a password as written; `path` is a file name. */
export function ngcpSettings(secret: z.ZodType<string, SecretRef>, path: z.ZodString) {
  return z
    .strictObject({
      type: z.literal('ngcp').describe('Sipwise NGCP (sip:provider): its built-in fax server.'),
      ...login(secret, path),
      ...sending(),
      ...receiving(),
    })
    .superRefine((settings, ctx) => {
      const say = (key: string, message: string) => ctx.addIssue({ code: 'custom', path: [key], message })
      if (settings.auth === 'certificate') {
        if (settings.clientCert === undefined) say('clientCert', 'auth: certificate needs clientCert')
        if (settings.clientKey === undefined) say('clientKey', 'auth: certificate needs clientKey')
      } else {
        if (settings.username === undefined) say('username', `auth: ${settings.auth} needs username`)
        if (settings.password === undefined) say('password', `auth: ${settings.auth} needs password`)
      }
    })
}

export type NgcpSettings = z.output<ReturnType<typeof ngcpSettings>>

function login(secret: z.ZodType<string, SecretRef>, path: z.ZodString) {
  return {
    baseUrl: httpUrl('write the address of the API, for example https://ngcp.example.com:1443').describe(
      'Address of the API: host and port, mostly 1443. /api at the end is not needed.',
    ),
    auth: z
      .enum(['basic', 'jwt', 'certificate'])
      .default('basic')
      .describe(
        'basic: user and password in each request. jwt: a login for some hours. certificate: admins only.',
      ),
    username: z
      .string()
      .regex(/^[^\s:]+$/, 'write the user name without blanks and colons, for example fax@pbx.example.com')
      .optional()
      .describe('Best the web login of the subscriber itself, as user@domain: it has the least rights.'),
    password: secret.optional().describe('Its password.'),
    clientCert: path.optional().describe('PEM file with the client certificate of an admin.'),
    clientKey: path.optional().describe('PEM file with its private key.'),
    subscriberId: z.int().min(1).describe('Id of the subscriber whose faxes these are; the panel shows it.'),
    caFile: path.optional().describe('PEM file with the authority of the certificate, mostly needed here.'),
    proxy: httpUrl('write http://HOST:PORT').optional().describe('HTTP proxy on the way out.'),
  }
}

function sending() {
  return {
    document: z
      .enum(['pdf', 'tiff'])
      .default('pdf')
      .describe('What the pages are sent as. Both have the same pages in them.'),
    dialPrefix: z
      .string()
      .regex(
        /^(?:\+|[0-9]{0,8})$/,
        'write what stands before the country code: "", "+" or digits such as "00"',
      )
      .default('')
      .describe('What the platform wants before the country code of a number.'),
    matchDigits: z
      .int()
      .min(FEWEST_DIGITS)
      .max(MOST_DIGITS)
      .default(FEWEST_DIGITS)
      .describe('So many last digits of a number must be the same in the journal.'),
    calleePattern: z
      .string()
      .max(200)
      .refine(hasOneGroup, 'write a regular expression with one group, for example "^9([0-9]+)$"')
      .optional()
      .describe(
        'Where the platform rewrites numbers in its journal: the first group is the number to compare.',
      ),
    pollSeconds: z
      .number()
      .min(5)
      .max(3600)
      .default(30)
      .describe('Time between two looks at the journal for one fax.'),
    attemptsMinutes: z
      .number()
      .min(0)
      .max(1440)
      .default(30)
      .describe('A failed attempt "[1/3]" is final when nothing new came for so long.'),
    journalMinutes: z
      .number()
      .min(0)
      .max(1440)
      .default(30)
      .describe('After a lost answer: a fax that was taken stands in the journal after so long.'),
    absentMeansNotTaken: z
      .boolean()
      .default(false)
      .describe('true: a fax that is not in the journal by then is sent again. false: a person decides.'),
  }
}

function receiving() {
  return {
    receive: z.boolean().default(true).describe('false: received faxes are left alone.'),
    number: z
      .string()
      .regex(/^\+[1-9][0-9]{6,14}$/, 'write the number with + and country code, for example "+15555550100"')
      .optional()
      .describe("The subscriber's own number. For received faxes where the journal shows a short number."),
    inboundPollSeconds: z
      .number()
      .min(5)
      .max(86_400)
      .default(60)
      .describe('Time between two looks for received faxes.'),
    inboundDays: z.int().min(1).max(90).default(7).describe('Received faxes older than this are left alone.'),
    recordings: z
      .enum(['tiff', 'pdf14'])
      .default('tiff')
      .describe('tiff: as received. pdf14: the platform makes a PDF of it.'),
    deleteReceived: z
      .boolean()
      .default(false)
      .describe('true: a received fax is deleted there once it is delivered here; old releases cannot.'),
  }
}

/** A pattern that compiles and has one group at least. */
function hasOneGroup(pattern: string): boolean {
  try {
    return (new RegExp(`${pattern}|`).exec('')?.length ?? 0) > 1
  } catch {
    return false
  }
}
