/** Keys of budgets: what may be faxed in a day, and what a page costs. */
import { z } from 'zod'
import { timeKeys } from './schema-time.ts'

const amounts = {
  faxes_per_day: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Faxes that may be taken in a day. Beyond it mails get a 450 until the next day.'),
  pages_per_day: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('Pages that may be handed over in a day.'),
  cost_per_day: z
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe('What may be spent in a day, in the currency of the prices of the accounts.'),
  when_used_up: z
    .enum(['hold', 'next_day'])
    .default('hold')
    .describe(
      'A fax beyond pages or cost. hold: waits for a person. next_day: goes out when the next day begins.',
    ),
}

/** Of a subscriber. */
export const budgetKeys = {
  budget: z
    .strictObject(amounts)
    .optional()
    .describe("What may be faxed in a day of the subscriber's time zone. Default: no bound."),
}

/** Of all subscribers together. */
export const houseBudget = z
  .strictObject({ ...amounts, time_zone: timeKeys.time_zone })
  .optional()
  .describe('What all subscribers together may fax in a day. Default: no bound.')

/** Of a provider account. */
export const prices = z
  .record(
    z.string().regex(/^\+[0-9]{0,15}$/, 'write + and the first digits, or + alone for all other numbers'),
    z.number().min(0).max(1000),
  )
  .optional()
  .describe(
    'What a page costs, by the first digits of the number: the longest counts, + alone is for all others.',
  )
