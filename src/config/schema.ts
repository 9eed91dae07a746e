/**
 * Every configuration key, with its default, its bounds and its reason: the one table from which the parser, the
 * JSON Schema for editors and the check of the example file are made. Not in charge of reading files (load.ts).
 */
import { z } from 'zod'
import type { ReadTemplates } from './report-templates.ts'
import { alarmsSchema } from './schema-alarms.ts'
import { archiveSchema } from './schema-archive.ts'
import { houseBudget } from './schema-budget.ts'
import { officeSchema } from './schema-documents-office.ts'
import { httpSchema } from './schema-http.ts'
import { inboundSchema } from './schema-inbound.ts'
import { destinations } from './schema-numbers.ts'
import { providerSchema } from './schema-providers.ts'
import { relaySchema } from './schema-relay.ts'
import { reportsSchema } from './schema-reports.ts'
import { smtpSenderKeys } from './schema-senders.ts'
import { limits, listenerSchema } from './schema-smtp.ts'
import { subscriberSchema } from './schema-subscribers.ts'
import { MIB, mailAddress, mailDomain, name, type ResolveSecret, type SecretRef } from './schema-values.ts'

export type { ResolveSecret } from './schema-values.ts'

const documentsSchema = (secret: z.ZodType<string, SecretRef>) =>
  z
    .strictObject({
      processes: z
        .int()
        .min(1)
        .max(32)
        .default(2)
        .describe(
          'Documents rendered at the same time, each in its own process; slow ones have as many places of their own.',
        ),
      seconds: z.number().positive().default(120).describe('Longest time for one fax.'),
      memoryBytes: z
        .int()
        .min(256 * MIB)
        .default(1024 * MIB)
        .describe('Largest memory of one renderer.'),
      pages: z.int().min(1).max(2000).default(200).describe('More pages than this are refused.'),
      pixelsPerPage: z.int().min(1_000_000).default(40_000_000).describe('Largest picture.'),
      fontFolders: z
        .array(z.string())
        .default(['/usr/share/fonts'])
        .describe('Where to look for fonts beside the built-in ones.'),
      postscript: z
        .boolean()
        .default(false)
        .describe(
          'true: PostScript and EPS are printed by Ghostscript, in the sandbox. A language has holes; most need it not.',
        ),
      sandbox: z
        .enum(['auto', 'bubblewrap', 'namespaces', 'none'])
        .default('auto')
        .describe(
          'What keeps in the programs that read documents. auto: bubblewrap, else Linux namespaces, else no start. none: nothing does.',
        ),
      office: officeSchema(secret),
    })
    .prefault({})
    .describe('How documents become fax pages.')

const sending = z
  .strictObject({
    hours: z
      .number()
      .positive()
      .default(24)
      .describe('A fax that could not be sent in this time has failed.'),
    trackingHours: z
      .number()
      .positive()
      .default(24)
      .describe('A provider that says nothing for this long gives no verdict.'),
    attempts: z
      .int()
      .min(1)
      .max(10)
      .default(1)
      .describe("Hand-overs of one fax. 1: the provider's own redials are enough."),
    retryMinutes: z.number().positive().default(5).describe('Wait between two hand-overs of one fax.'),
    firstLookSeconds: z
      .number()
      .min(0)
      .default(30)
      .describe('Wait before we ask whether an unanswered fax was taken.'),
    lookGapSeconds: z.number().min(0).default(60).describe('Wait before we ask a second time.'),
    correctionHours: z
      .number()
      .min(0)
      .max(720)
      .default(48)
      .describe('A provider may take back its final word this long: the sender then gets a correction.'),
    keepDays: z
      .number()
      .min(0)
      .max(36_500)
      .default(7)
      .describe('Mails and pages are deleted this long after the end of the fax. 0: once the report is out.'),
  })
  .prefault({})
  .describe('How long and how often a fax is tried.')

/** A secret as written becomes its text. */
function secretSchema(resolve: ResolveSecret) {
  return z
    .union([z.string().min(1), z.strictObject({ file: z.string() }), z.strictObject({ env: z.string() })])
    .transform((value, ctx) => {
      try {
        return resolve(value)
      } catch (error) {
        ctx.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
        return z.NEVER
      }
    })
}

const path = z.string().min(1)

const store = z
  .strictObject({
    url: z
      .string()
      .regex(/^sqlite:.+/, 'write sqlite:FILE')
      .default('sqlite:faxbridge.db')
      .describe('sqlite:FILE, relative to dataDir.'),
  })
  .prefault({})
  .describe('Where faxes, the queue and the history are kept.')

const smtp = z
  .strictObject({
    mailDomains: z.array(mailDomain).min(1).describe('Mail to NUMBER@ one of these is faxed.'),
    listeners: z.array(listenerSchema(path)).min(1).describe('Where mail comes in.'),
    limits,
    repeatMinutes: z
      .number()
      .min(0)
      .max(1440)
      .default(0)
      .describe(
        'A mail with the same Message-ID, sender and content within this time is not faxed again. 0: only when our 250 was lost.',
      ),
    ...smtpSenderKeys,
  })
  .describe('Mail that comes in.')

const log = z
  .strictObject({
    level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('What is logged.'),
  })
  .prefault({})
  .describe('The log goes to standard error.')

const route = z.strictObject({
  prefix: z
    .string()
    .regex(/^\+[0-9]{0,15}$/, 'write + and the first digits, or + alone for all')
    .describe('First digits of the number. + alone: every number.'),
  provider: name.describe('Name of the account in providers.'),
  fallback: z
    .array(name)
    .default([])
    .describe('Accounts to try, in order, when the one before certainly has not taken the fax.'),
  subscriber: name.optional().describe('Only for this subscriber. Goes before a route for everybody.'),
})

const operator = z
  .strictObject({
    mail: mailAddress
      .optional()
      .describe('Gets a mail when something needs a person. Default: only the log.'),
  })
  .prefault({})
  .describe('Who looks after faxbridge.')

/** The whole file. Unknown keys are refused everywhere. */
export function configSchema(resolve: ResolveSecret, templates: ReadTemplates) {
  const secret = secretSchema(resolve)
  return z.strictObject({
    hostname: mailDomain.describe('Our name in greetings, Message-IDs and delivery reports.'),
    dataDir: path
      .default('./data')
      .describe('Database, spool and control socket. Relative to the configuration file.'),
    store,
    smtp,
    relay: relaySchema(secret, path).describe('Mail that goes out: reports and received faxes.'),
    http: httpSchema(path, secret),
    log,
    providers: z
      .record(name, providerSchema(secret, path))
      .describe('Your accounts at fax providers: a name of your choice, and its settings.'),
    routes: z.array(route).min(1).describe('Which provider gets which numbers: the longest prefix counts.'),
    subscribers: z
      .array(subscriberSchema(secret, path))
      .describe('Who may send, and where received faxes go. One for each line or department.'),
    destinations,
    documents: documentsSchema(secret),
    sending,
    archive: archiveSchema(secret),
    budget: houseBudget,
    reports: reportsSchema(templates),
    inbound: inboundSchema(secret, path),
    operator,
    alarms: alarmsSchema(secret),
  })
}

/** The configuration in force: parsed, checked, secrets read, deeply frozen. */
export type Config = z.output<ReturnType<typeof configSchema>>
export type ConfigInput = z.input<ReturnType<typeof configSchema>>
export type SubscriberConfig = Config['subscribers'][number]
export type AclEntry = SubscriberConfig['acl'][number]
export type ListenerConfig = Config['smtp']['listeners'][number]
export type SmtpLimits = Config['smtp']['limits']
export type ProviderConfig = Config['providers'][string]
export type HttpConfig = Config['http']
export type DocumentsConfig = Config['documents']
export type RelayConfig = Config['relay']

/** The configuration can change at run time (SIGHUP): ask for it when you need it, do not keep it. */
export interface LiveConfig {
  readonly current: Config
}
