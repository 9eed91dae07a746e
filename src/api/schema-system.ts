/** Provider accounts, routes, the state of the server, its logs, and what would become of a mail. */
import { z } from 'zod'
import {
  anyDetail,
  askedInstant,
  instant,
  maybeInstant,
  maybeText,
  nextCursor,
  pageKeys,
} from './schema-parts.ts'

export const provider = z
  .object({
    account: z.string(),
    type: z.string(),
    standing: z.string().describe('open, resting, stopped.'),
    why: maybeText,
    until: maybeInstant,
    running: z.int().describe('Hand-overs that run now.'),
    open: z.int().describe('Faxes that it has, or may have, and that have not ended.'),
    balance: maybeText.describe("What is left, in the vendor's own words."),
    can: z.array(z.string()),
  })
  .meta({ id: 'Provider', description: 'An account at a fax provider.' })

export const providerList = z
  .object({ items: z.array(provider) })
  .meta({ id: 'ProviderList', description: 'All accounts.' })

export const testResult = z
  .object({ lines: z.array(z.object({ ok: z.boolean(), what: z.string(), text: z.string() })) })
  .meta({ id: 'ProviderTest', description: 'What a test has found.' })

export const accountNumbers = z
  .object({
    sends: z.array(z.object({ subscriber: z.string(), number: z.string() })),
    receives: z.array(z.object({ subscriber: z.string(), number: z.string() })),
  })
  .meta({
    id: 'ProviderNumbers',
    description: 'Own numbers whose faxes go out, or come in, at this account.',
  })

export const routeList = z
  .object({
    items: z.array(
      z.object({
        prefix: z.string(),
        provider: z.string(),
        fallback: z.array(z.string()),
        subscriber: maybeText,
      }),
    ),
  })
  .meta({ id: 'RouteList', description: 'Which provider gets which numbers: the longest prefix counts.' })

export const budgetList = z
  .object({ items: z.array(anyDetail) })
  .meta({ id: 'BudgetList', description: 'What was used today of each budget.' })

const traceLine = z.looseObject({ subscriber: z.string(), field: z.string(), result: z.string() })

export const refusal = z
  .looseObject({
    id: z.string(),
    at: instant,
    lastAt: instant,
    times: z.int(),
    stage: z.string(),
    listener: z.string(),
    peer: z.string(),
    user: maybeText,
    sender: maybeText,
    from: maybeText,
    recipients: z.array(z.string()),
    code: z.string(),
    text: z.string(),
    trace: z.array(traceLine),
  })
  .meta({ id: 'Refusal', description: 'A mail, or a login, that was refused.' })

export const refusalList = z
  .object({ items: z.array(refusal) })
  .meta({ id: 'RefusalList', description: 'What was refused, newest first.' })

export const refusalQuery = z.strictObject({
  since: askedInstant,
  search: z.string().min(1).max(200).optional().describe('A part of an address, the peer or the code.'),
  limit: pageKeys.limit,
})

export const auditEntry = z
  .object({
    sequence: z.int(),
    at: instant,
    who: z.string(),
    from: z.string(),
    action: z.string(),
    object: z.string(),
    detail: anyDetail,
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry', description: 'One action, or one look at a document.' })

export const auditPage = z
  .object({ items: z.array(auditEntry), next: nextCursor })
  .meta({ id: 'AuditPage', description: 'The audit log, newest first.' })

export const auditQuery = z.strictObject({
  from: askedInstant,
  until: askedInstant,
  who: z.string().max(200).optional(),
  object: z.string().max(200).optional(),
  action: z.string().max(100).optional().describe('`faxes.cancel`, or `faxes.` for all of them.'),
  ...pageKeys,
})

export const status = z
  .object({
    version: z.string(),
    startedAt: instant,
    sandbox: z.string(),
    ready: z.boolean(),
    reasons: z.array(z.string()).describe('Why no mail should be sent here now.'),
    freeBytes: z.number(),
    keysOverdue: z.int(),
    brokenAddresses: z.array(z.string()).describe('Addresses whose mails come back.'),
    counts: z.object({
      jobs: z.record(z.string(), z.int()).describe('Faxes in each state.'),
      held: z.int(),
      tasksDue: z.int(),
      tasksParked: z.int(),
      mailsQueued: z.int(),
      inboundOpen: z.int(),
    }),
  })
  .meta({ id: 'Status', description: 'How the server is doing.' })

export const me = z
  .object({
    id: z.string(),
    name: z.string(),
    rights: z.array(z.string()),
    subscribers: z.array(z.string()).nullable().describe('Whose things you see; null: all.'),
  })
  .meta({ id: 'Me', description: 'Who asks, and what they may do.' })

/** What stands in the data of an event. */
export const changeEvent = z
  .object({
    id: z.string().describe('Of the fax (`fax_…`) or the received fax (`inb_…`).'),
    type: z.string().describe('The kind of the line of history.'),
    text: z.string(),
    state: z.string().describe('Of the fax, now.'),
    held: maybeText,
    subscriber: maybeText,
    at: instant,
  })
  .meta({
    id: 'ChangeEvent',
    description: 'What has happened to a fax: the data of one event of the stream.',
  })

export const explainRequest = z
  .strictObject({
    from: z.string().max(320).describe('MAIL FROM.'),
    to: z.array(z.string().min(1).max(320)).min(1).max(100).describe('RCPT TO.'),
    peer: z.string().max(64).default('127.0.0.1').describe('The address that the mail comes from.'),
    auth: z.string().max(64).nullable().default(null).describe('Login name; its password is not asked for.'),
    listener: z.string().max(64).optional().describe('Name of the listener. Default: the first one.'),
    mail: z
      .string()
      .max(5_000_000)
      .optional()
      .describe(
        'The whole mail, header and body, with line ends of any kind. Default: made of subject and text.',
      ),
    subject: z.string().max(500).default(''),
    text: z.string().max(100_000).default('').describe('The body; its first line may be a key.'),
  })
  .meta({ id: 'ExplainRequest' })

export const explanation = z
  .looseObject({
    accepted: z.boolean(),
    listener: z.string(),
    conversation: z.array(z.looseObject({ command: z.string(), reply: z.string(), code: maybeText })),
    trace: z.array(traceLine).describe('The rules at the end of the mail: what decided.'),
    subscriber: maybeText,
    evidence: maybeText,
    keyCut: z.boolean(),
    parts: z.array(z.looseObject({ name: z.string(), type: z.string(), leftOut: maybeText })),
    faxes: z.array(z.looseObject({ number: z.string(), accounts: z.array(z.string()), refused: maybeText })),
  })
  .meta({ id: 'Explanation', description: 'What would become of a mail, and which rule decides.' })
