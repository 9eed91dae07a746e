/**
 * The documented and possible readings that each simulated vendor can play, by name: of choices the usual one stands
 * first. A configuration is ready when it works with all of them, since nobody knows which one an account will meet.
 */
import { FAXPLUS_VARIANTS, type FaxplusVariants } from './faxplus-records.ts'
import { type NgcpVariants, USUAL_VARIANTS } from './ngcp-journal.ts'
import { OPENFAX_DEFAULTS, type OpenfaxVariants } from './openfax.ts'
import type { OpentextVariants } from './opentext-answers.ts'
import { type UcxVariants, USUAL_UCX } from './ucx-jobs.ts'

/** A list of words, or a number of which the usual value is given. */
type Choices<T> = { readonly [K in keyof T]-?: readonly T[K][] | number }
type Word = string | number | boolean | null
export type VariantTable = Readonly<Record<string, readonly Word[] | number>>

const yesNo = (usual: boolean): readonly boolean[] => [usual, !usual]

const OPENTEXT = {
  duplicates: ['none', 'existing', 'error'],
  plusInNumbers: yesNo(false),
  anyCaseOfType: yesNo(false),
  redials: yesNo(false),
  attemptOrder: ['oldestFirst', 'newestFirst'],
  numbersAsText: yesNo(false),
  purgeSeconds: [null, 30],
  deleteNeedsLock: yesNo(false),
  tokenSeconds: 3600,
} satisfies Choices<OpentextVariants>

const OPENFAX = {
  headerName: ['frHeader', 'fromHeader'],
  paperWord: ['InvalidPapersize', 'InvalidPaperSize'],
  restrictedWord: ['RestrictedFaxNumber', 'Restricted Number'],
  balanceKey: ['AvailableCredit', 'AccountBalance'],
  lastStatus: yesNo(OPENFAX_DEFAULTS.lastStatus),
  reportShape: ['list', 'object', 'wrapped'],
  emptyReport: ['list', 'word', 'blank'],
  stateOf: ['call', 'fax'],
  rowAppears: ['atOnce', 'afterCall'],
  numbersAsText: yesNo(OPENFAX_DEFAULTS.numbersAsText),
  zoneHours: OPENFAX_DEFAULTS.zoneHours,
  rowOrder: ['ascending', 'descending'],
  cursorHonoured: yesNo(OPENFAX_DEFAULTS.cursorHonoured),
  listingMarksRead: yesNo(OPENFAX_DEFAULTS.listingMarksRead),
  readUnreadAnswer: ['object', 'text', 'blank'],
} satisfies Choices<OpenfaxVariants>

const FAXPLUS = {
  ids: ['asked', 'never'],
  idKey: ['same', 'spaced'],
  sameId: yesNo(FAXPLUS_VARIANTS.sameId),
  comment: ['text', 'object'],
  numberKeys: ['from', 'from_number'],
  fileBy: ['fax', 'file'],
  order: ['newest', 'oldest'],
  partialPages: ['sent', 'all'],
  uploadKey: ['path', 'file_path'],
} satisfies Choices<FaxplusVariants>

const NGCP = {
  rows: ['perAttempt', 'perFax'],
  attempts: USUAL_VARIANTS.attempts,
  suffix: yesNo(USUAL_VARIANTS.suffix),
  single: ['array', 'object'],
  counts: ['number', 'text'],
  deletes: yesNo(USUAL_VARIANTS.deletes),
  ordered: yesNo(USUAL_VARIANTS.ordered),
  zoneMinutes: USUAL_VARIANTS.zoneMinutes,
  clockAheadMs: USUAL_VARIANTS.clockAheadMs,
  recordingDelayMs: USUAL_VARIANTS.recordingDelayMs,
  community: yesNo(USUAL_VARIANTS.community),
} satisfies Choices<Omit<NgcpVariants, 'shows'>>

const UCX = {
  tokenRefusal: ['http401', 'json200'],
  errorStatus: USUAL_UCX.errorStatus,
  recordOrder: ['ascending', 'descending'],
  modem: ['fax', 'pool'],
  station: ['name', 'sender'],
  quotes: ['plain', 'typographic'],
  codes: yesNo(USUAL_UCX.codes),
  statusShape: ['object', 'array'],
  counters: ['strings', 'numbers'],
  finishedJobs: ['known', 'forgotten'],
  cancelledJobs: ['recorded', 'gone'],
  recordsPerAnswer: USUAL_UCX.recordsPerAnswer,
  maxBytes: USUAL_UCX.maxBytes,
} satisfies Choices<UcxVariants>

export const VARIANTS = { opentext: OPENTEXT, openfax: OPENFAX, faxplus: FAXPLUS, ngcp: NGCP, ucx: UCX }

/**
 * Variants as typed, `name=value`. Gives them with their values, or what is wrong with the first bad one, for people.
 */
export function chosenVariants(
  table: VariantTable,
  typed: readonly string[],
): Readonly<Record<string, Word>> | string {
  const chosen: Record<string, Word> = {}
  for (const text of typed) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(text) ?? []
    const choices = Object.hasOwn(table, name) ? table[name] : undefined
    if (choices === undefined)
      return `"${text}": write NAME=VALUE with one of ${Object.keys(table).join(', ')}`
    const word = typeof choices === 'number' ? numberOf(value) : choices.find(one => String(one) === value)
    if (word === undefined) return `"${text}": ${name} is ${inWords(choices)}`
    chosen[name] = word
  }
  return chosen
}

function numberOf(value: string): number | undefined {
  return /^-?\d{1,9}(?:\.\d{1,6})?$/.test(value) ? Number(value) : undefined
}

/** `one of list, object, wrapped`, `a number, usually 200`. */
export function inWords(choices: readonly Word[] | number): string {
  return typeof choices === 'number' ? `a number, usually ${choices}` : `one of ${choices.join(', ')}`
}
