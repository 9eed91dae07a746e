/**
 * Every configuration key, with its default, its bounds and its reason: the one table from which the parser, the
 * JSON Schema for editors and the check of the example file are made. Not in charge of reading files (load.ts).
 */
import { z } from 'zod'

/** Turns a secret as written (`text`, `{file: …}`, `{env: …}`) into its text, or throws an Error that says what to do. */
export type ResolveSecret = (secret: SecretRef) => string
export type SecretRef = string | { readonly file: string } | { readonly env: string }

const KIB = 1024
const MIB = 1024 * KIB

/** `127.0.0.1:2525`, `[::1]:2525` or `fd:NAME` for a socket that systemd hands over. */
const listenAddress = z
  .string()
  .regex(
    /^(?:\[[0-9a-fA-F:.]+\]|[^\s:]+):\d{1,5}$|^fd:[A-Za-z0-9_.-]+$/,
    'write ADDRESS:PORT, for example 127.0.0.1:2525, or fd:NAME for a systemd socket',
  )

const mailDomain = z
  .string()
  .regex(
    /^(?=.{1,253}$)[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/,
    'write a domain name, for example fax.local',
  )
  .transform(text => text.toLowerCase())

const mailAddress = z
  .string()
  .regex(
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/,
    'write one mail address, for example ann@example.com',
  )

const faxNumber = z
  .string()
  .regex(
    /^\+[1-9][0-9]{6,14}$/,
    'write the number with + and country code, digits only, for example "+15555550100"',
  )

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'use letters, digits, dot, dash and underscore only')

function listenerSchema(secretFile: z.ZodString) {
  return z
    .strictObject({
      name: name.describe('Stands in logs and in the history of a fax.'),
      listen: listenAddress.describe('Where to listen: ADDRESS:PORT, or fd:NAME for a socket from systemd.'),
      tls: z
        .enum(['off', 'starttls', 'required', 'implicit'])
        .default('off')
        .describe(
          'off: none. starttls: offered. required: no mail without STARTTLS. implicit: TLS from the first byte.',
        ),
      cert: secretFile.optional().describe('PEM file with the certificate chain. Read again on SIGHUP.'),
      key: secretFile.optional().describe('PEM file with the private key.'),
      auth: z
        .enum(['off', 'optional', 'required'])
        .default('optional')
        .describe("SMTP AUTH with a subscriber's login."),
      insecureAuth: z
        .boolean()
        .default(false)
        .describe('Allow AUTH without TLS. Passwords then cross the network in clear.'),
      lineEndings: z
        .enum(['strict', 'lenient'])
        .default('strict')
        .describe('strict: bare CR or LF is refused. lenient: taken as CR LF, for old devices.'),
    })
    .superRefine((listener, ctx) => {
      if (listener.tls === 'off') return
      for (const key of ['cert', 'key'] as const) {
        if (listener[key] === undefined) {
          ctx.addIssue({
            code: 'custom',
            path: [key],
            message: `tls: ${listener.tls} needs a ${key}: write "${key}: /path/to/${key}.pem"`,
          })
        }
      }
    })
}

const limits = z
  .strictObject({
    messageBytes: z
      .int()
      .min(64 * KIB)
      .max(256 * MIB)
      .default(36 * MIB)
      .describe('Largest mail in bytes.'),
    recipients: z.int().min(1).max(1000).default(100).describe('RFC 5321 §4.5.3.1.8 wants at least 100.'),
    headerBytes: z
      .int()
      .min(KIB)
      .default(256 * KIB)
      .describe('Largest header of a mail.'),
    headerLines: z.int().min(50).default(1000).describe('Most lines in the header of a mail.'),
    lineBytes: z.int().min(1000).default(MIB).describe('Longest line inside a mail.'),
    mimeDepth: z.int().min(1).max(100).default(20).describe('Parts inside parts: deeper mails are refused.'),
    mimeParts: z.int().min(1).max(10_000).default(250).describe('Most parts of one mail.'),
    receivedHops: z.int().min(5).default(30).describe('More Received lines than this are a loop.'),
    connections: z.int().min(1).default(500).describe('Open connections of one listener.'),
    connectionsPerAddress: z.int().min(1).default(30).describe('Open connections from one address.'),
    connectionsPerMinute: z.int().min(1).default(300).describe('New connections a minute from one address.'),
    errors: z.int().min(1).default(10).describe('Errors in one session before it is closed.'),
    sessionSeconds: z.number().positive().default(600).describe('Longest session.'),
    commandSeconds: z.number().positive().default(60).describe('Longest silence.'),
    bytesPerSecond: z.int().min(0).default(500).describe('Slowest mail that is still taken. 0: no limit.'),
    freeDiskBytes: z
      .int()
      .min(0)
      .default(500 * MIB)
      .describe('No mail is taken when less than this is free.'),
    authFailuresPerMinute: z
      .int()
      .min(1)
      .default(10)
      .describe('Wrong passwords or keys a minute from one address.'),
    authFailuresPerDay: z
      .int()
      .min(1)
      .default(50)
      .describe('Wrong passwords or keys a day from one address.'),
  })
  .prefault({})
  .describe('What a mail, a session and an address may cost us.')

const aclEntry = z.strictObject({
  from_email: z.string().max(255).nullable().default(null).describe('Sender. null or empty: anyone.'),
  received_from: z
    .string()
    .max(255)
    .nullable()
    .default(null)
    .describe('Address or network that the mail must come from: 192.0.2.7 or 192.0.2.0/24.'),
  destination: z
    .string()
    .max(255)
    .nullable()
    .default(null)
    .describe('Number in E.164 without plus. null or empty: any.'),
  use_regex: z
    .boolean()
    .default(false)
    .describe('The three texts are regular expressions that must match the whole value.'),
})

function subscriberSchema(secret: z.ZodType<string, SecretRef>) {
  return z.strictObject({
    id: name.describe('Stands in reports and logs.'),
    active: z.boolean().default(false).describe('Off until you switch it on.'),
    numbers: z.array(faxNumber).min(1).describe('Own fax numbers. The first one is sent from.'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'write a two-letter country code, for example US')
      .describe('How numbers without country code are read.'),
    secret_key: secret.nullable().default(null).describe('First line of every mail. null: not used.'),
    acl: z
      .array(aclEntry)
      .default([])
      .describe('Who may send. With neither key nor entries every mail is refused.'),
    allow_unproven_from: z
      .boolean()
      .default(false)
      .describe('Accept a From address that nothing proves. Anyone can forge it.'),
    logins: z
      .array(
        z.strictObject({
          user: name.describe('Login name.'),
          password: secret.describe('Its password.'),
        }),
      )
      .default([])
      .describe('SMTP AUTH.'),
    received: z
      .array(
        z.strictObject({
          mail: mailAddress.describe('Address that gets every received fax.'),
          format: z.enum(['pdf', 'tiff']).default('pdf').describe('What is attached.'),
        }),
      )
      .default([])
      .describe('Where received faxes go.'),
    resolution: z
      .enum(['standard', 'fine'])
      .default('fine')
      .describe('fine: 204×196 dpi. standard: 204×98 dpi, half the time on the line.'),
    paper: z.enum(['a4', 'letter']).optional().describe('Default: letter for +1, else a4.'),
    report_success: z
      .boolean()
      .default(true)
      .describe('Mail a report also for a delivered fax when the sender did not ask for one.'),
  })
}

const documents = z
  .strictObject({
    processes: z
      .int()
      .min(1)
      .max(32)
      .default(2)
      .describe('Documents rendered at the same time, each in its own process.'),
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
    keepDays: z
      .number()
      .min(0)
      .default(7)
      .describe('Mails and pages are deleted this long after the end of the fax.'),
  })
  .prefault({})
  .describe('How long and how often a fax is tried.')

function relaySchema(secret: z.ZodType<string, SecretRef>) {
  return z.strictObject({
    url: z
      .string()
      .regex(
        /^smtps?:\/\/[^\s/@]+$/,
        'write smtp://HOST:PORT or smtps://HOST:PORT; user and password have keys of their own',
      )
      .describe('The server that takes our outgoing mail.'),
    from: z.string().min(3).describe('From of our mails: "Fax <fax@example.com>".'),
    user: z.string().optional().describe('Login at the relay.'),
    password: secret.optional().describe('Its password.'),
    tls: z
      .enum(['auto', 'required', 'off'])
      .default('auto')
      .describe('auto: STARTTLS when offered, always needed outside loopback. required: never without.'),
    caFile: z.string().optional().describe('PEM file with a certificate authority of your own.'),
    returnPath: mailAddress
      .optional()
      .describe('Return path of received faxes; default: the address in from.'),
    days: z.number().positive().default(5).describe('Our mails are tried this long.'),
  })
}

const loopback = z.strictObject({
  type: z.literal('loopback').describe('A small fax network inside the daemon: for trying out.'),
  ledger: z
    .string()
    .optional()
    .describe("Folder of the network's own books. Default: loopback/NAME in dataDir."),
  secondsPerPage: z.number().min(0).max(600).default(1).describe('How long a page takes on its line.'),
  slowSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(30)
    .describe('How much longer the number for "slow" takes.'),
})

/** The whole file. Unknown keys are refused everywhere. */
export function configSchema(resolve: ResolveSecret) {
  const secret = z
    .union([z.string().min(1), z.strictObject({ file: z.string() }), z.strictObject({ env: z.string() })])
    .transform((value, ctx) => {
      try {
        return resolve(value)
      } catch (error) {
        ctx.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
        return z.NEVER
      }
    })
  const path = z.string().min(1)
  return z.strictObject({
    hostname: mailDomain.describe('Our name in greetings, Message-IDs and delivery reports.'),
    dataDir: path
      .default('./data')
      .describe('Database, spool and control socket. Relative to the configuration file.'),
    store: z
      .strictObject({
        url: z
          .string()
          .regex(/^sqlite:.+/, 'write sqlite:FILE')
          .default('sqlite:faxbridge.db')
          .describe('sqlite:FILE, relative to dataDir.'),
      })
      .prefault({})
      .describe('Where faxes, the queue and the history are kept.'),
    smtp: z
      .strictObject({
        mailDomains: z.array(mailDomain).min(1).describe('Mail to NUMBER@ one of these is faxed.'),
        listeners: z.array(listenerSchema(path)).min(1).describe('Where mail comes in.'),
        limits,
      })
      .describe('Mail that comes in.'),
    relay: relaySchema(secret).describe('Mail that goes out: reports and received faxes.'),
    http: z
      .strictObject({
        listen: listenAddress.default('127.0.0.1:8025').describe('Health and metrics. Keep it inside.'),
      })
      .prefault({})
      .describe('Health and metrics over HTTP.'),
    log: z
      .strictObject({
        level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('What is logged.'),
      })
      .prefault({})
      .describe('The log goes to standard error.'),
    providers: z
      .record(name, z.discriminatedUnion('type', [loopback]))
      .describe('Your accounts at fax providers: a name of your choice, and its settings.'),
    routes: z
      .array(
        z.strictObject({
          prefix: z
            .string()
            .regex(/^\+[0-9]{0,15}$/, 'write + and the first digits, or + alone for all')
            .describe('First digits of the number. + alone: every number.'),
          provider: name.describe('Name of the account in providers.'),
        }),
      )
      .min(1)
      .describe('Which provider gets which numbers: the longest prefix counts.'),
    subscribers: z
      .array(subscriberSchema(secret))
      .describe('Who may send, and where received faxes go. One for each line or department.'),
    documents,
    sending,
    inbound: z
      .strictObject({
        pollSeconds: z.number().positive().optional().describe('Default: what the provider asks for.'),
      })
      .prefault({})
      .describe('Received faxes.'),
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
export type DocumentsConfig = Config['documents']
export type RelayConfig = Config['relay']

/** The configuration can change at run time (SIGHUP): ask for it when you need it, do not keep it. */
export interface LiveConfig {
  readonly current: Config
}
