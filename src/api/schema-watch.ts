/** What is watched over: alarms, the flow of faxes, the configuration in force, the audit log and exports, as the API has them. */
import { z } from 'zod'
import { instant, maybeInstant, maybeText, nextCursor, pageKeys } from './schema-parts.ts'

const alarm = z
  .object({
    id: z.string(),
    name: z.string().describe('`relay-down`, `provider-down:main`: what is acknowledged.'),
    kind: z.string().describe('One of docs/alarms.md.'),
    about: z.string().describe('Which account, file or address; empty: there is only one.'),
    severity: z.enum(['critical', 'warning']),
    title: z.string(),
    means: z.string(),
    todo: z.array(z.string()),
    count: z.int().describe('How many things it is about.'),
    raisedAt: instant,
    clearedAt: maybeInstant.describe('ISO 8601, UTC; null: it is open.'),
    toldAt: maybeInstant,
    acknowledgedAt: maybeInstant,
    acknowledgedBy: maybeText,
  })
  .meta({ id: 'Alarm', description: 'Something that needs a person.' })

export const alarmList = z.object({ items: z.array(alarm) }).meta({ id: 'AlarmList', description: 'Alarms.' })

export const alarmQuery = z.strictObject({
  days: z.coerce
    .number()
    .positive()
    .max(90)
    .optional()
    .describe('Those that ended in this time, too; then newest first.'),
})

export const acknowledgement = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(400)
      .describe('Name or id of an open alarm, or a kind of which only one is open.'),
  })
  .meta({ id: 'AlarmAcknowledgement' })

export const acknowledged = z
  .object({ became: z.enum(['done', 'before']).describe('`before`: somebody had done it already.') })
  .meta({ id: 'AlarmAcknowledged', description: 'What became of it.' })

export const flowQuery = z.strictObject({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(744)
    .default(24)
    .describe('How many, the one that runs now is the last.'),
})

export const flow = z
  .object({
    items: z.array(
      z.object({
        at: instant.describe('Begin of the hour; ISO 8601, UTC.'),
        delivered: z.int(),
        failed: z.int(),
        received: z.int(),
      }),
    ),
  })
  .meta({ id: 'Flow', description: 'Faxes that ended, and that came in, in each hour; oldest first.' })

export const settings = z
  .object({
    sections: z.array(
      z.object({ name: z.string().describe('A key of the configuration file.'), yaml: z.string() }),
    ),
  })
  .meta({ id: 'Settings', description: 'The configuration in force, defaults too, without secrets.' })

export const auditQuestion = z
  .strictObject({
    head: z
      .string()
      .regex(/^\d{1,15}:[0-9a-f]{64}$/, 'write NUMBER:HASH, as the log of the daemon has it')
      .optional()
      .describe('NUMBER:HASH, an end that was noted elsewhere: it must still be there.'),
  })
  .meta({ id: 'AuditQuestion' })

const end = z.object({ sequence: z.int(), hash: z.string() })

export const auditCheck = z
  .object({
    whole: z.boolean(),
    checked: z.int().describe('Entries that were looked at.'),
    head: end.describe('The newest entry: compare it with what the log of the daemon said.'),
    broken: z
      .object({ sequence: z.int(), why: z.string() })
      .nullable()
      .describe('The first entry that is wrong; null: none is.'),
  })
  .meta({ id: 'AuditCheck', description: 'Whether the audit log is as it was written.' })

const archiveExport = z
  .object({
    at: instant,
    who: z.string(),
    from: maybeInstant.describe('Begin of the time that was exported.'),
    to: maybeInstant.describe('End of it.'),
    subscriber: maybeText.describe('null: of all.'),
    documents: maybeText.describe('original, pdf, tiff or none.'),
    entry: z.int().describe('Number of the entry in the audit log.'),
  })
  .meta({ id: 'ArchiveExport', description: 'An export that was asked for.' })

export const exportPage = z
  .object({ items: z.array(archiveExport), next: nextCursor })
  .meta({ id: 'ArchiveExportPage', description: 'Exports, newest first.' })

export const exportQuery = z.strictObject(pageKeys)
