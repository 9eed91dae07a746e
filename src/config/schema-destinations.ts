/** Keys of destinations for received faxes beside mail: one schema for each type, and what all types have. */
import { z } from 'zod'
import { DELIVERY_FORMATS } from '../fax/delivery-format.ts'
import { faxNumber, httpUrl, mailAddress, name, peerNetwork, type SecretRef } from './schema-values.ts'

type Secret = z.ZodType<string, SecretRef>

/** What every destination has. */
const shared = {
  format: z
    .enum([...DELIVERY_FORMATS, 'original'])
    .default('pdf')
    .describe(
      'What it gets. pdfa: PDF/A-2b. tiff-s, tiff-f: TIFF-FX profiles S and F (RFC 3949). original: as the provider gave it.',
    ),
  required: z
    .boolean()
    .default(true)
    .describe('Whether a fax is acknowledged at the provider only when this destination has it.'),
  days: z.number().positive().max(30).default(5).describe('How long it is tried.'),
}

/** What a destination has whose format is given. */
const always = { required: shared.required, days: shared.days }

const fax = z.strictObject({
  type: z.literal('fax').describe('Sends it on as a new fax.'),
  ...always,
  to: faxNumber.describe('The number, with + and country code.'),
  subscriber: name
    .optional()
    .describe('For whom it is faxed, by the rules of his numbers and budget. Default: who received it.'),
  report: mailAddress.optional().describe('Who gets the report. Default: operator.mail.'),
  mostPerHour: z
    .int()
    .min(1)
    .max(1000)
    .default(60)
    .describe(
      'More are not sent on within the hour: two machines that send to each other must come to an end.',
    ),
})

const machine = z.strictObject({
  type: z.literal('internet-fax').describe('An Internet fax machine, by mail: T.37 simple mode, RFC 3965.'),
  ...always,
  to: z
    .string()
    .regex(
      /^[^\s@<>"(),:;\\[\]]{1,64}@[A-Za-z0-9.-]{1,253}$/,
      'write its mail address, such as FAX=+493012345678@mfp.example.com',
    )
    .describe('Its mail address; FAX=+NUMBER@HOST where the machine is a gateway.'),
  confirm: z
    .enum(['none', 'delivery', 'printing'])
    .default('delivery')
    .describe(
      'What it is asked to tell. delivery: that the mail arrived (DSN). printing: that it was printed too (MDN).',
    ),
})

const WORDS = 'id|year|month|day|date|time|caller|called|station|subscriber|account|pages|mark|incomplete|ext'
const namePattern = z
  .string()
  .regex(/^[^/\\\0](?:[^\\\0]{0,200})$/, 'write a relative name, such as "{date}-{caller}-{id}.{ext}"')
  .refine(text => !/(?:^|\/)\.{1,2}(?:\/|$)/.test(text), 'a name has no . and .. between slashes')
  .refine(
    text => text.replace(new RegExp(`\\{(?:${WORDS})\\}`, 'g'), '').match(/[{}]/) === null,
    `these words are there: ${WORDS.replaceAll('|', ', ')}`,
  )
  .default('{date}-{time}-{caller}-{id}.{ext}')
  .describe(
    'File name: {id}, {date}, {time}, {caller}, {called}, {station}, {subscriber}, {ext} …; / makes folders.',
  )

const printer = z.strictObject({
  type: z.literal('ipp').describe('A printer that speaks IPP, or a queue of CUPS.'),
  ...shared,
  url: z
    .string()
    .regex(
      /^ipps?:\/\/[^\s/@?#]+(?:\/[^\s?#]*)?$/,
      'write ipp://HOST/PATH, for example ipp://printer.lan/ipp/print',
    )
    .describe('Its address: ipp://printer.lan/ipp/print, ipps:// with TLS.'),
})

/** All types. `path`: a folder, relative to the configuration file. */
export function destinationSchema(secret: Secret, path: z.ZodString) {
  const folder = z.strictObject({
    type: z.literal('folder').describe('A folder, on a disk or a share.'),
    ...shared,
    path: path.describe('The folder. It must be there.'),
    name: namePattern,
    mode: z
      .string()
      .regex(/^0[0-7]{3}$/, 'write the mode in quotation marks, such as "0640"')
      .default('0640')
      .describe('Rights of the files.'),
  })
  const webhook = z.strictObject({
    type: z.literal('webhook').describe('An address of yours that is called for every fax.'),
    ...shared,
    url: z
      .string()
      .regex(
        /^https?:\/\/[^\s/@?#]+(?:\/[^\s#]*)?$/,
        'write the address, for example https://erp.example.com/fax',
      )
      .describe('https, to a public address; http and others only where allow has the network.'),
    secret: secret.describe('Signs the calls, as Standard Webhooks says: whsec_… or any long text.'),
    content: z.boolean().default(true).describe('Whether the document goes along, as base64.'),
    name: namePattern,
    allow: z
      .array(peerNetwork)
      .default([])
      .describe('Networks of your own that it may lie in, such as 10.1.0.0/16.'),
  })
  const command = z.strictObject({
    type: z
      .literal('command')
      .describe('A program that gets the document on its standard input: lp, for example.'),
    ...shared,
    run: z.array(z.string().min(1)).min(1).describe('Program and arguments; no shell.'),
    seconds: z.number().positive().max(3600).default(120).describe('How long it may take.'),
  })
  return z.discriminatedUnion('type', [folder, webhook, bucket(secret), printer, command, fax, machine])
}

function bucket(secret: Secret) {
  return z.strictObject({
    type: z.literal('s3').describe('A bucket of S3, or of a server that speaks like it.'),
    ...shared,
    endpoint: httpUrl('write the address, for example https://s3.eu-central-1.amazonaws.com').describe(
      'The server, without the bucket.',
    ),
    region: name.describe('Its region, such as eu-central-1.'),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'write the name of the bucket')
      .describe('The bucket. It must be there.'),
    name: namePattern,
    accessKeyId: z.string().min(1).describe('The access key.'),
    secretAccessKey: secret.describe('Its secret.'),
    sessionToken: secret
      .optional()
      .describe('Of credentials that hold for some hours: renew the file, then SIGHUP.'),
    pathStyle: z
      .boolean()
      .default(false)
      .describe('The bucket stands in the path, not in front of the host name: for MinIO and others.'),
    encryption: z
      .enum(['none', 'AES256', 'aws:kms'])
      .default('AES256')
      .describe('Server-side encryption that is asked for.'),
    kmsKeyId: z.string().min(1).optional().describe('The key, with encryption: aws:kms.'),
  })
}
