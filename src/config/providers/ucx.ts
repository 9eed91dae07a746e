/** Keys of an account on an E-MetroTel UCX with the Virtual Fax API. */
import { z } from 'zod'
import { faxNumber, MIB, type SecretRef } from '../schema-values.ts'

/** Samples have digits; a few more characters do no harm, and nothing else may get into a request. */
const FAX_ID = /^[A-Za-z0-9_-]{1,32}$/

const FAX_ID_ADVICE = 'write the id of the virtual fax, for example 2; "faxbridge providers test" lists them'

const faxId = z
  .union([z.string().regex(FAX_ID, FAX_ID_ADVICE), z.int().min(0, FAX_ID_ADVICE)], { error: FAX_ID_ADVICE })
  .transform(String)

const virtualFax = z.strictObject({
  id: faxId.describe('Id of the virtual fax.'),
  number: faxNumber.describe('The number at which it is called.'),
})

const dialRules = z
  .record(
    z.string().regex(/^\+[0-9]{0,15}$/, 'write + and the first digits, or + alone for all other numbers'),
    z.string().regex(/^[0-9*#+]{0,20}$/, 'write what is dialled instead: digits, *, # and + only'),
  )
  .default({ '+': '' })
  .describe(
    'What is dialled in place of the first digits; the longest that fits counts: { "+1": "91", "+": "9011" }.',
  )

/** What `type: ucx` takes. `secret` reads a secret, `path` is a file name. */
export function ucxSettings(secret: z.ZodType<string, SecretRef>, path: z.ZodString) {
  return z.strictObject({
    type: z.literal('ucx').describe('E-MetroTel UCX with the Virtual Fax API for third parties.'),
    baseUrl: z
      .string()
      .regex(
        /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
        'write https://HOST, for example https://ucx.example.com',
      )
      .describe('Your UCX. Without a path, /restv1/efax is added.'),
    clientId: z
      .string()
      .regex(/^[^\s:]+$/, 'copy the Client ID from System - Licenses of the UCX: no blanks, no colon')
      .describe('Client ID of the Fax API, from System - Licenses.'),
    clientSecret: secret.describe('Its Secret, from the same page.'),
    faxId: faxId.describe('The virtual fax that sends. It also decides the caller number.'),
    faxes: z
      .array(virtualFax)
      .default([])
      .describe(
        'Which number each virtual fax is called at. Without it, received faxes have no called number.',
      ),
    calledNumberFrom: z
      .enum(['auto', 'modem', 'station'])
      .default('auto')
      .describe(
        'What shows which virtual fax received a fax. auto: modem or station name, if they do not disagree.',
      ),
    dial: dialRules,
    format: z
      .enum(['tiff', 'pdf'])
      .default('tiff')
      .describe('What the pages are sent as. tiff keeps their resolution.'),
    maxPages: z.int().min(1).max(2000).default(500).describe('More pages than this are not handed over.'),
    maxBytes: z
      .int()
      .min(1024)
      .default(8 * MIB)
      .describe('Largest file that the web server of the UCX takes. Its maker names no limit.'),
    receive: z.boolean().default(true).describe('Fetch the faxes that the UCX received.'),
    deleteReceived: z
      .boolean()
      .default(true)
      .describe('Delete a received fax at the UCX once its recipients have it. false: it stays there.'),
    pollSeconds: z
      .number()
      .min(1)
      .max(600)
      .default(15)
      .describe('Time between two looks at a fax that is being sent. 10 or more is kind to the UCX.'),
    inboundPollSeconds: z
      .number()
      .min(1)
      .max(3600)
      .default(60)
      .describe('Time between two looks for received faxes.'),
    visibilitySeconds: z
      .number()
      .min(0)
      .max(3600)
      .default(120)
      .describe('A fax whose answer was lost is looked for this long after it was handed over.'),
    caFile: path.optional().describe('PEM file with the certificate of the UCX, or of its authority.'),
    proxy: z
      .string()
      .regex(/^http:\/\/[^\s/@]+\/?$/, 'write http://HOST:PORT')
      .optional()
      .describe('HTTP proxy on the way to the UCX.'),
  })
}

/** The settings as the adapter gets them. */
export type UcxSettings = z.output<ReturnType<typeof ucxSettings>>
