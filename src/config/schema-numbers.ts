/** Keys about numbers: how a subscriber's people write them, and where faxes may go. */
import { z } from 'zod'
import { DESTINATION_CLASSES } from '../fax/destination-class.ts'
import { faxNumber } from './schema-values.ts'

const prefix = z.string().regex(/^\+[1-9][0-9]{0,14}$/, 'write + and the first digits, for example "+44"')

const classes = Object.keys(DESTINATION_CLASSES).join(', ')

/** A class or a prefix. Whether a class exists is said with the names of all (cross-checks-numbers.ts). */
const opened = z
  .string()
  .regex(/^(?:\+[1-9][0-9]{0,14}|[a-z_]+)$/, `write a prefix, for example "+44", or one of ${classes}`)

/** Begins with a letter, so that `frontdesk+15555551212` cannot be a number with an option. */
const line = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]{0,63}$/,
    'begin with a letter, then letters, digits, dot, dash and underscore',
  )

/** Spread into the keys of a subscriber. */
export const numberKeys = {
  lines: z
    .array(line)
    .optional()
    .describe('Names for LINE+NUMBER@ and NUMBER@LINE. in front of the mail domain. Default: the id.'),
  outside_line: z
    .string()
    .regex(/^[0-9]{1,4}$/, 'write the digits, for example "9"')
    .optional()
    .describe('Digits dialled for a line out of the house, where people write them before a number.'),
  international_prefixes: z
    .array(z.string().regex(/^[0-9]{1,5}$/, 'write the digits, for example "00"'))
    .default([])
    .describe("What people write for +, beside the country's own prefix."),
  short_numbers: z
    .record(z.string().regex(/^[0-9]{1,6}$/, 'a short number has 1 to 6 digits: write "201"'), faxNumber)
    .default({})
    .describe('Internal numbers and the number that each stands for.'),
  open_destinations: z
    .array(opened)
    .default([])
    .describe(`Open beside the ordinary numbers: prefixes, or ${classes}.`),
  allow_destinations: z.array(prefix).default([]).describe('Only these prefixes. Empty: all.'),
  deny_destinations: z.array(prefix).default([]).describe('Never these prefixes.'),
}

export const destinations = z
  .strictObject({
    open: z
      .array(opened)
      .default([])
      .describe(`Open for everybody beside the ordinary numbers: prefixes, or ${classes}.`),
    allow: z.array(prefix).default([]).describe('Nobody faxes to other prefixes. Empty: all.'),
    deny: z.array(prefix).default([]).describe('Nobody faxes to these prefixes.'),
    doNotFax: z
      .string()
      .min(1)
      .transform((file): DoNotFaxList => ({ file, numbers: [] }))
      .optional()
      .describe('File with numbers that must not be faxed, one a line. Read again on SIGHUP.'),
  })
  .prefault({})
  .describe('Where faxes may go, for all subscribers.')

/** A list file and what stands in it; load.ts reads it. */
export interface DoNotFaxList {
  readonly file: string
  readonly numbers: readonly string[]
}
