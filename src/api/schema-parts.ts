/** What the schemas of the API share: problems, pages of lists, instants, ids. */
import { z } from 'zod'

/** The parts of the API, as the document has them. */
export const TAGS = {
  faxes: 'Faxes that are sent: find, look, act, send.',
  inbox: 'Faxes that were received.',
  subscribers: 'Fax lines and departments: rules, keys, numbers.',
  numbers: 'Numbers that must not be faxed, and callers whose faxes are junk.',
  explain: 'What would become of a mail.',
  providers: 'Accounts at fax providers, and which numbers go to which.',
  archive: 'What must not be deleted, and what was exported.',
  access: 'Users, and tokens of programs.',
  system: 'How the server is doing, who asks, what was done.',
  events: 'Changes as they happen.',
} as const
export type Tag = keyof typeof TAGS

/** An error, RFC 9457. */
export const problem = z
  .object({
    type: z.string().describe('Always about:blank: `code` says which problem it is.'),
    title: z.string().describe('The sentence of the code.'),
    status: z.int().describe('The HTTP status again.'),
    code: z.string().describe('One of the codes in docs/errors.md.'),
    detail: z.string().describe('What is wrong here and what to do.'),
  })
  .meta({ id: 'Problem', description: 'Why something was not done (RFC 9457).' })

export const instant = z.string().describe('ISO 8601, UTC.')
export const maybeInstant = z.string().nullable().describe('ISO 8601, UTC; null: not yet, or not known.')
export const maybeText = z.string().nullable()

/** A time in a question: with zone. */
export const askedInstant = z.iso
  .datetime({ offset: true, error: 'write a time with its zone, such as 2026-11-21T08:00:00Z' })
  .optional()

/** What stands in a filter with commas. */
export function wordsOf<T extends string>(words: readonly T[]) {
  return z
    .string()
    .optional()
    .superRefine((text, context) => {
      const wrong = text?.split(',').find(word => !(words as readonly string[]).includes(word))
      if (wrong !== undefined)
        context.addIssue({ code: 'custom', message: `"${wrong}" is none of ${words.join(', ')}` })
    })
}

/** The words of such a filter. */
export const split = <T extends string>(text: string | undefined): readonly T[] | undefined =>
  text === undefined ? undefined : (text.split(',') as T[])

export const textPart = z.string().min(1).max(200).optional()

export const MOST_ROWS = 500

export const pageKeys = {
  cursor: z.string().max(200).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(50).describe('Rows of a page.'),
}

export const nextCursor = z
  .string()
  .nullable()
  .describe('Cursor of the next page; null: this is the last one.')

/** What an action did. */
export const actionResult = z
  .object({ text: z.string().describe('What was done, as it stands in the history.') })
  .meta({ id: 'ActionResult', description: 'What an action did.' })

export const anyDetail = z.record(z.string(), z.unknown())

export const historyEntry = z
  .object({ at: instant, type: z.string(), text: z.string(), detail: anyDetail })
  .meta({ id: 'HistoryEntry', description: 'One line in the life of a fax.' })

export const idParams = z.object({ id: z.string().min(1).max(64).describe('Its id.') })
