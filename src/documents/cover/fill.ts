/**
 * From what is known of a fax to what stands on its cover page and in its header line. Pure, and the only place that
 * decides it: the daemon, `faxbridge render` and `faxbridge cover preview` show the same. Numbers come in as people read
 * them.
 */
import type { EpochMs } from '../../fax/id.ts'
import { stampText } from '../../fax/wall-clock.ts'
import type { FinishRequest } from '../render/job.ts'
import { COVER_FIELDS, type CoverFacts, type CoverField } from './facts.ts'
import { CONFIDENTIAL, type CoverLanguage, coverWord } from './words.ts'

/** Of the subscriber: what its cover pages and header lines have in common. */
export interface House {
  readonly language: CoverLanguage
  readonly time_zone: string
  readonly company: string
  /** Undefined: that the fax is confidential. */
  readonly cover_notice?: string | undefined
}

/** Texts of one fax; what is missing is left away. Not `date`, `notice`: those come from clock and house. */
export type FaxTexts = Readonly<
  Partial<Record<Exclude<CoverField, 'date' | 'notice' | 'fromCompany'>, string>>
>

export function filledFacts(house: House, texts: FaxTexts, now: EpochMs): CoverFacts {
  const { language, time_zone: timeZone } = house
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone })
  const empty = Object.fromEntries(COVER_FIELDS.map(field => [field, ''])) as CoverFacts['fields']
  return {
    language,
    fields: {
      ...empty,
      ...texts,
      fromCompany: house.company,
      date: date.format(now),
      notice: house.cover_notice ?? CONFIDENTIAL[language],
    },
  }
}

/** 47 CFR 68.318 (d): date and time, who sends, and the number of the sending machine. Numbers: null when not known. */
export function filledHeader(
  house: House,
  line: { readonly who: string; readonly from: string | null; readonly to: string | null },
  now: EpochMs,
): NonNullable<FinishRequest['header']> {
  const to = line.to === null ? null : `\u2192 ${line.to}`
  const parts = [stampText(now, house.time_zone), line.who, line.from, to]
  const text = parts.filter(part => part !== null && part !== '').join('  ')
  return { text, page: coverWord('page', house.language) }
}
