/** Keys of an Openfax account. */
import { z } from 'zod'
import type { SecretRef } from '../schema-values.ts'

/** Below this the report is read more often than a redial cycle of four minutes can change anything. */
const LEAST_POLL_SECONDS = 5

/** The schema of `type: openfax`. `secret` and `path` are how secrets and file names are written everywhere. */
export function openfaxSettings(secret: z.ZodType<string, SecretRef>, path: z.ZodString) {
  return z.strictObject({
    type: z.literal('openfax').describe('An account at Openfax (api.openfax.com).'),
    baseUrl: address
      .default('https://api.openfax.com')
      .describe('Where the API is. The names of its scripts are appended.'),
    accountId: z
      .union([z.string(), z.int().transform(String)])
      .pipe(z.string().regex(/^[0-9]{1,9}$/, 'write the account number of Openfax: at most 9 digits'))
      .describe('The account number: up to 9 digits, from the portal.'),
    apiKey: secret.describe("The API key, from the portal's account settings."),
    priority: z
      .enum(['Normal', 'Low'])
      .default('Normal')
      .describe('Normal, or Low for faxes that may wait behind all others.'),
    paperSize: z
      .enum(['auto', 'letter', 'legal', 'a4'])
      .default('auto')
      .describe('The paper size told to Openfax. auto: what the pages measure.'),
    referenceInHeader: z
      .enum(['none', 'to', 'from'])
      .default('none')
      .describe(
        'Where a code of 12 characters is printed in the header line of every page, so that a fax is found again after a lost answer. none: a person must decide then.',
      ),
    fromHeader: headerText.optional().describe("From in the header line. Default: the subscriber's number."),
    toHeader: headerText.optional().describe('To in the header line. Default: nothing.'),
    international: z
      .boolean()
      .default(true)
      .describe('false: only numbers of country code 1, if your account can dial no others.'),
    pollSeconds: z
      .number()
      .min(LEAST_POLL_SECONDS)
      .max(3600)
      .default(60)
      .describe('Time between two reads of the date report while faxes are open.'),
    visibilitySeconds: z
      .number()
      .min(0)
      .max(7200)
      .default(900)
      .describe('How long a fax that was taken may be missing in the date report.'),
    experimentalInbound: z
      .boolean()
      .default(false)
      .describe('true: fetch received faxes by calls that Openfax does not document.'),
    inboundPollSeconds: z
      .number()
      .min(LEAST_POLL_SECONDS)
      .max(86_400)
      .default(120)
      .describe('Time between two looks for received faxes.'),
    documentHosts: z
      .array(
        z
          .string()
          .regex(/^[a-z0-9.-]+(?::\d{1,5})?$/, 'write a host name alone, for example files.openfax.com'),
      )
      .max(20)
      .default([])
      .describe('Other hosts that received faxes may be downloaded from, over HTTPS, without credentials.'),
    caFile: path.optional().describe('PEM file with a certificate authority of your own.'),
    proxy: z
      .string()
      .regex(/^https?:\/\/[^\s/]+\/?$/, 'write http://HOST:PORT')
      .optional()
      .describe('HTTP proxy on the way to Openfax.'),
  })
}

const address = z
  .string()
  .regex(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/, 'write https://HOST, without user, question mark or #')

/** The document's length of both header texts. Only what a fax header can print. */
const headerText = z
  .string()
  .regex(/^[\x20-\x7e]{1,15}$/, 'write 1 to 15 plain characters: letters, digits, blanks, punctuation')

/** The settings as parsed, secrets read. */
export type OpenfaxSettings = z.output<ReturnType<typeof openfaxSettings>>
