/** What a sender may choose for one fax: by header, subject tag or address. Null: the subscriber's own setting counts. */
import type { Resolution, Tone } from './document.ts'
import type { FaxNumber } from './fax-number.ts'
import type { EpochMs } from './id.ts'
import type { Paper } from './paper.ts'
import { clockText, wallText } from './wall-clock.ts'

export type FaxPriority = 'high' | 'normal' | 'low'

/** When a report is mailed: whatever happens, only for a failure, never. */
export type ReportWish = 'always' | 'failure' | 'never'

/**
 * Where the text of a mail with attachments goes. `auto`: onto the cover page where there is one, else it is left out;
 * `cover`: onto the cover page, or onto pages where there is none; `none`: it is left out.
 */
export const TEXT_WISHES = ['auto', 'pages', 'cover', 'none'] as const
export type TextWish = (typeof TEXT_WISHES)[number]

export interface FaxOptions {
  readonly resolution: Resolution | null
  readonly paper: Paper | null
  readonly tone: Tone | null
  readonly blankPages: 'keep' | 'remove' | null
  /** Name of a cover page; `none`: without. */
  readonly cover: string | null
  /** Where the text of a mail with attachments goes. */
  readonly text: TextWish | null
  readonly priority: FaxPriority | null
  /** Not handed over before this instant. */
  readonly sendAt: EpochMs | null
  /** Handed over only between these two times of day (minutes from midnight); `to` before `from`: across midnight. */
  readonly window: { readonly from: number; readonly to: number } | null
  /** The subscriber's time zone when the times were chosen, for `window` and for showing them; null without times. */
  readonly zone: string | null
  /** Text in the header line of every page. */
  readonly headerText: string | null
  readonly billingCode: string | null
  /** One of the subscriber's numbers, to send from. */
  readonly ownNumber: FaxNumber | null
  readonly report: ReportWish | null
  /** Addresses that get a copy of the report. */
  readonly notify: readonly string[]
}

/** As they are called in configuration, tags and addresses. */
export const OPTION_NAMES = [
  'resolution',
  'paper',
  'tone',
  'blankpages',
  'cover',
  'text',
  'priority',
  'sendat',
  'window',
  'header',
  'billing',
  'from',
  'report',
  'notify',
] as const
export type OptionName = (typeof OPTION_NAMES)[number]

/** Which field an option fills. */
export const OPTION_FIELDS = {
  resolution: 'resolution',
  paper: 'paper',
  tone: 'tone',
  blankpages: 'blankPages',
  cover: 'cover',
  text: 'text',
  priority: 'priority',
  sendat: 'sendAt',
  window: 'window',
  header: 'headerText',
  billing: 'billingCode',
  from: 'ownNumber',
  report: 'report',
  notify: 'notify',
} as const satisfies Readonly<Record<OptionName, keyof FaxOptions>>

export const NO_OPTIONS: FaxOptions = {
  resolution: null,
  paper: null,
  tone: null,
  blankPages: null,
  cover: null,
  text: null,
  priority: null,
  sendAt: null,
  window: null,
  zone: null,
  headerText: null,
  billingCode: null,
  ownNumber: null,
  report: null,
  notify: [],
}

/** What was chosen, under its name, for histories and views: `{ resolution: 'fine', window: '20:00-06:00' }`. */
export function chosenOptions(options: FaxOptions): Readonly<Record<string, string>> {
  const chosen: Record<string, string> = {}
  for (const name of OPTION_NAMES) {
    const text = textOf(name, options)
    if (text !== '') chosen[name] = text
  }
  return chosen
}

function textOf(name: OptionName, options: FaxOptions): string {
  const { sendAt, window, zone, notify } = options
  if (name === 'notify') return notify.join(', ')
  if (name === 'sendat') return sendAt === null ? '' : wallText(sendAt, zone ?? 'UTC')
  if (name !== 'window') return String(options[OPTION_FIELDS[name]] ?? '')
  return window === null ? '' : `${clockText(window.from)}-${clockText(window.to)} (${zone ?? 'UTC'})`
}
