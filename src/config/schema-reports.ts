/** Keys on the reports of a subscriber, and on reports as a whole. */
import { z } from 'zod'
import type { ReadTemplates } from './report-templates.ts'

export const reportKeys = {
  language_from_sender: z
    .boolean()
    .default(false)
    .describe('Reports in the language that the mail of the sender names, where it is one of ours.'),
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
      templates: templates
        .optional()
        .describe('Folder with en.yaml, de.yaml, fr.yaml, es.yaml: sentences of your own for our mails.'),
    })
    .prefault({})
    .describe('Reports and our other mails.')
}
