/** Keys of a subscriber about time and language: the same for keys, options, reports, budgets and cover pages. */
import { z } from 'zod'

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

export const timeKeys = {
  time_zone: z
    .string()
    .refine(isTimeZone, 'write an IANA time zone, for example Europe/Berlin or America/New_York')
    .default('UTC')
    .describe('For times in mails and on pages, and for what happens daily: an IANA name.'),
  language: z
    .enum(['en', 'de', 'fr', 'es'])
    .default('en')
    .describe('Of reports, notices and cover pages: en, de, fr or es.'),
}
