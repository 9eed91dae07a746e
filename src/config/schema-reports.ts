/** Keys on the reports of a subscriber, and on reports as a whole. */
import { z } from 'zod'
import type { ReadTemplates } from './report-templates.ts'
import { mailAddress } from './schema-values.ts'

export const reportKeys = {
  language_from_sender: z
    .boolean()
    .default(false)
    .describe('Reports in the language that the mail of the sender names, where it is one of ours.'),
  report: z
    .enum(['always', 'failure', 'never'])
    .optional()
    .describe('Reports to the sender who did not ask for other ones by NOTIFY. Default: always.'),
  report_success: z.boolean().optional().describe('Older spelling of report. false: report: failure.'),
  report_minimal: z
    .boolean()
    .default(false)
    .describe('Reports without number, subject, picture, names and words of others.'),
  report_copies: z
    .array(
      z.strictObject({
        destination: mailAddress.describe('Who gets copies.'),
        filetype: z.enum(['pdf', 'tiff']).default('pdf').describe('What the pages are attached as.'),
        incoming: z.boolean().default(false).describe('Every received fax.'),
        outgoing: z.boolean().default(false).describe('Every fax that was sent, with its pages.'),
        status: z.boolean().default(true).describe('A report on every fax, however it ended.'),
      }),
    )
    .default([])
    .describe('Copies for others than the sender.'),
  report_digest: z
    .strictObject({
      to: mailAddress.describe('Who gets it.'),
      at: z
        .string()
        .regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, 'write a time of day in quotation marks, such as "18:00"')
        .default('18:00')
        .describe("When, in the subscriber's time zone."),
    })
    .optional()
    .describe('One mail a day that lists what was sent, what failed and what still waits.'),
}

export function reportsSchema(read: ReadTemplates) {
  const templates = z
    .string()
    .min(1)
    .transform((folder, ctx) => {
      const { overrides, problems } = read(folder)
      for (const message of problems) ctx.addIssue({ code: 'custom', message })
      return problems.length === 0 ? { folder, overrides } : z.NEVER
    })
  return z
    .strictObject({
      commands: z
        .boolean()
        .default(true)
        .describe('A reply to a report is a command: resend, cancel, status, send to another number.'),
      commandDays: z.int().min(1).max(365).default(14).describe('How long a report can be replied to.'),
      templates: templates
        .optional()
        .describe('Folder with en.yaml, de.yaml, fr.yaml, es.yaml: sentences of your own for our mails.'),
    })
    .prefault({})
    .describe('Reports and our other mails.')
}
