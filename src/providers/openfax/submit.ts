/** `faxSendSubmit.php`: hands one fax over. In charge of the form fields and of what each answer means. */
import type { OpenfaxSettings } from '../../config/providers/openfax.ts'
import { BridgeError } from '../../fax/error.ts'
import { digitsOf, type FaxNumber } from '../../fax/fax-number.ts'
import type { HttpResponse } from '../http.ts'
import type { SubmitReply, SubmitRequest } from '../provider.ts'
import { LIMITS, responseObject, SCRIPTS } from './api.ts'
import { failureOf, jsonOf, listOf, type OpenfaxDeps, postOf, wordOf } from './calls.ts'
import { headerToken } from './reference.ts'
import { failed, responseMeaning } from './words.ts'

/** North America: 1, area code, exchange, four digits; neither area code nor exchange begins with 0 or 1. */
const NORTH_AMERICA = /^1[2-9]\d{2}[2-9]\d{6}$/
const PAPER_SIZES = { letter: '0', legal: '1', a4: '2' } as const
type Paper = keyof typeof PAPER_SIZES
/** Half-way between the heights of Letter, A4 and Legal, in points. */
const LETTER_UP_TO = 817
const A4_UP_TO = 925
/** An id of Openfax is a number; it is only ever compared. */
const ID = /^(?=.*[1-9])[A-Za-z0-9_-]{1,64}$/

/** Hands a fax over. The repetition of a lost one is never tried here. */
export async function submit(
  deps: OpenfaxDeps,
  request: SubmitRequest,
  signal: AbortSignal,
): Promise<SubmitReply> {
  const obstacle = cannotDial(deps.settings, request.to)
  if (obstacle !== null) return refused('number-invalid', 'not submitted', obstacle)
  const pdf = await request.pages.bytes('pdf')
  if (pdf.length > LIMITS.pdfBytes) {
    const text = `The PDF has ${pdf.length} bytes; Openfax takes 50 MB of base64, that is ${LIMITS.pdfBytes}.`
    return refused('document-rejected', 'not submitted', text)
  }
  const fields = submissionFields(deps.settings, request, pdf)
  const response = await deps.http.request(postOf(deps, SCRIPTS.submit, fields, 'submits'), signal)
  return replyOf(deps, response)
}

/** Why Openfax cannot dial the number; null: it can. */
export function cannotDial(settings: Pick<OpenfaxSettings, 'international'>, to: FaxNumber): string | null {
  const digits = digitsOf(to)
  if (!digits.startsWith('1')) {
    return settings.international
      ? null
      : 'This account dials numbers of country code 1 only (international: false).'
  }
  return NORTH_AMERICA.test(digits)
    ? null
    : 'A number of country code 1 has 11 digits; area code and exchange begin with 2 to 9.'
}

/** The fields of the form, credentials apart, in the order of the sample. */
export function submissionFields(
  settings: OpenfaxSettings,
  { to, from, reference, pages, priority }: SubmitRequest,
  pdf: Uint8Array,
): Record<string, string> {
  const token = headerToken(reference)
  const { referenceInHeader } = settings
  const ownNumber = from === null ? undefined : digitsOf(from).slice(0, LIMITS.headerLength)
  const toHeader = referenceInHeader === 'to' ? token : settings.toHeader
  const fromHeader = referenceInHeader === 'from' ? token : (settings.fromHeader ?? ownNumber)
  const paper = settings.paperSize === 'auto' ? paperOf(pdf) : settings.paperSize
  return {
    FaxNumber: digitsOf(to),
    ...(toHeader === undefined ? {} : { toHeader }),
    // The sample has one name, the table of parameters the other.
    ...(fromHeader === undefined ? {} : { fromHeader, frHeader: fromHeader }),
    faxResolution: pages.resolution === 'standard' ? '0' : '1',
    PDF_encode: Buffer.from(pdf).toString('base64'),
    paperSize: PAPER_SIZES[paper],
    // It knows two: a fax that may wait, and all others.
    Priority: priority === undefined ? settings.priority : priority === 'low' ? 'Low' : 'Normal',
  }
}

/** The size of the tallest page: Openfax wants to be told, and may fail a fax that is told wrong. */
export function paperOf(pdf: Uint8Array): Paper {
  const text = Buffer.from(pdf).toString('latin1')
  const boxes = text.matchAll(/\/MediaBox\s{0,9}\[\s{0,9}[\d.-]+\s+([\d.-]+)\s+[\d.-]+\s+([\d.-]+)/g)
  let tallest = 0
  for (const [, bottom, top] of boxes) tallest = Math.max(tallest, Number(top) - Number(bottom) || 0)
  if (tallest <= LETTER_UP_TO) return 'letter'
  return tallest <= A4_UP_TO ? 'a4' : 'legal'
}

function replyOf(deps: OpenfaxDeps, response: HttpResponse): SubmitReply {
  const [first] = listOf(jsonOf(response)) ?? []
  const word = wordOf(deps, first)
  const meaning = word === null || response.status === 429 ? null : responseMeaning(word)
  const says = { status: response.status, response: word }
  if (meaning?.kind === 'taken') {
    const id = responseObject.safeParse(first).data?.OutTransID ?? null
    if (id !== null && ID.test(id)) return { kind: 'taken', providerRef: id }
    throw noAnswer('Openfax says "Success" without an OutTransID.', says)
  }
  if (meaning?.kind === 'refused') return refused(meaning.failure, word ?? '', `Openfax: ${word}`)
  if (meaning?.kind === 'error') throw new BridgeError(meaning.code, { say: meaning.say, detail: says })
  if (response.status < 200 || response.status > 299) throw failureOf(deps, response, 'submits')
  throw noAnswer(word === null ? 'Its answer has no Response.' : `It says "${word}".`, says)
}

const noAnswer = (say: string, detail: Readonly<Record<string, unknown>>): BridgeError =>
  new BridgeError('E_PROVIDER_NO_ANSWER', { say, detail })

const refused = (...words: Parameters<typeof failed>): SubmitReply => ({
  kind: 'refused',
  outcome: failed(...words),
})
