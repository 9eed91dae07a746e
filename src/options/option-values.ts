/**
 * What may stand beside the name of an option, and what it means: one reader for each. In charge of form, of bounds and of
 * what the subscriber allows of values; a reader gives the value or a sentence that says what to write.
 */
import type { FaxNumber } from '../fax/fax-number.ts'
import type { FaxOptions, OptionName } from '../fax/fax-options.ts'
import type { EpochMs } from '../fax/id.ts'
import { nearestWord } from '../fax/nearest-word.ts'
import { readSendTime, readWindow } from '../fax/read-time.ts'

/** What values are read against. */
export interface ValueContext {
  /** Null: only the form is looked at, since nobody knows yet whose mail it is. */
  readonly subscriber: {
    readonly numbers: readonly string[]
    /** Names of his cover pages. */
    readonly covers: readonly string[]
    /** May this address get a copy of a report? */
    mayNotify(address: string): boolean
  } | null
  readonly now: EpochMs | null
  /** IANA name. */
  readonly zone: string
}

export type ValueError = 'E_OPTION' | 'E_OPTION_DENIED' | 'E_OPTION_NOT_OFFERED'

export type OptionValue =
  | { readonly value: FaxOptions[keyof FaxOptions] }
  | { readonly problem: string; readonly code?: ValueError }

type Reader = (text: string, context: ValueContext) => OptionValue

/** More copies of a report than this are a mailing list, which belongs to the mail server. */
export const MOST_COPIES = 5
/** As long as the company name that it stands in for. */
const HEADER_LENGTH = 60
const BILLING_LENGTH = 40

const READERS: Readonly<Record<OptionName, Reader>> = {
  resolution: choice({ standard: 'standard', fine: 'fine', 98: 'standard', 196: 'fine' }, [
    'standard',
    'fine',
  ]),
  paper: choice({ a4: 'a4', letter: 'letter', legal: 'legal' }),
  tone: choice({ line: 'line', airtime: 'airtime', looks: 'looks' }),
  blankpages: choice({ keep: 'keep', remove: 'remove' }),
  cover: readCover,
  text: choice({ auto: 'auto', pages: 'pages', cover: 'cover', none: 'none' }),
  priority: choice({ high: 'high', normal: 'normal', low: 'low' }),
  sendat: (text, { now, zone }) => readSendTime(text, now, zone),
  window: text => (/^(?:any|none)$/i.test(text) ? { value: null } : readWindow(text)),
  header: readHeaderText,
  billing: text =>
    /^[\p{L}\p{N}][\p{L}\p{N} ._/:#-]*$/u.test(text) && text.length <= BILLING_LENGTH
      ? { value: text }
      : { problem: `write at most ${BILLING_LENGTH} letters, digits and . _ - / : #` },
  from: readOwnNumber,
  report: choice({ always: 'always', failure: 'failure', never: 'never' }),
  notify: readAddresses,
}

/** Reads the value of an option. `text`: without blanks around it, with nothing invisible in it. */
export function readOptionValue(name: OptionName, text: string, context: ValueContext): OptionValue {
  if (text === '') return { problem: 'it has no value' }
  return READERS[name](text, context)
}

function choice(values: Readonly<Record<string, string>>, shown = Object.keys(values)): Reader {
  const known = new Map(Object.entries(values))
  const list = `write ${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
  return text => {
    const value = known.get(text.toLowerCase())
    if (value !== undefined) return { value: value as FaxOptions[keyof FaxOptions] }
    if (text.toLowerCase() === 'superfine')
      return { problem: 'superfine is not offered: write fine', code: 'E_OPTION_NOT_OFFERED' }
    const near = nearestWord(text, shown)
    return { problem: near === null ? list : `did you mean ${near}?` }
  }
}

function readCover(text: string, { subscriber }: ValueContext): OptionValue {
  if (/^(?:none|off|no)$/i.test(text)) return { value: 'none' }
  if (/^(?:on|yes)$/i.test(text)) return { value: 'standard' }
  if (subscriber === null) return { value: text }
  const { covers } = subscriber
  const cover = covers.find(name => name.toLowerCase() === text.toLowerCase())
  if (cover !== undefined) return { value: cover }
  const near = nearestWord(text, covers)
  const hint = near === null ? `write ${['none', ...covers].join(' or ')}` : `did you mean ${near}?`
  return { problem: `there is no cover page of this name: ${hint}` }
}

/** Whatever can be printed in one line: the page is made here. */
function readHeaderText(text: string): OptionValue {
  const fits = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$/u.test(text) && text.length <= HEADER_LENGTH
  return fits ? { value: text } : { problem: `write at most ${HEADER_LENGTH} letters, digits and signs` }
}

function readOwnNumber(text: string, { subscriber }: ValueContext): OptionValue {
  const digits = text.replace(/[\s().-]/g, '').replace(/^\+/, '')
  if (!/^[0-9]{7,15}$/.test(digits)) return { problem: 'write one of your own numbers with country code' }
  if (subscriber === null) return { value: `+${digits}` as FaxNumber }
  const own = subscriber.numbers.find(number => number === `+${digits}`)
  if (own !== undefined) return { value: own as FaxNumber }
  const problem = `it is not a number of yours: write ${subscriber.numbers.slice(0, 5).join(' or ')}`
  return { problem, code: 'E_OPTION_DENIED' }
}

/** The plain form alone: what a mail client would have to quote is not worth a report gone astray. */
const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/
/** RFC 5321 §4.5.3.1.3, without the brackets. */
const ADDRESS_LENGTH = 254

function readAddresses(text: string, { subscriber }: ValueContext): OptionValue {
  const addresses = [...new Set(text.split(/[,;\s]+/).filter(part => part !== ''))]
  const bad = addresses.find(address => address.length > ADDRESS_LENGTH || !ADDRESS.test(address))
  if (bad !== undefined || addresses.length === 0)
    return { problem: 'write mail addresses, such as ann@example.com, with commas between them' }
  if (addresses.length > MOST_COPIES) return { problem: `write at most ${MOST_COPIES} addresses` }
  const denied = addresses.find(address => subscriber?.mayNotify(address) === false)
  if (denied !== undefined) {
    const problem = `your fax operator has not allowed copies to ${denied}`
    return { problem, code: 'E_OPTION_DENIED' }
  }
  return { value: addresses }
}
