/**
 * Sentences on documents and their parts in the reader's language. They arise in English in documents/ and outbound/ and
 * are stored with the fax, since nobody knows then in which language its report will be. Here they are recognised by
 * their English form, sentence by sentence. What is not recognised stays as it is: better English than nothing.
 */
import { type DetailId, ENGLISH_DETAILS } from './details-en.ts'
import { byFirstWord, knownSentence, saidIn } from './known-sentence.ts'
import { saidAt } from './said.ts'
import { filled, type Words } from './words.ts'

/** Numbers stay short; names may hold anything but a quotation mark. */
const shapeOf = (name: string) =>
  name === 'names' ? '(.{1,200}?)' : name === 'name' ? '([^"]{1,200})' : '(\\d{1,12})'

/** The sentences of the table that a text can begin with. */
const knownDetails = byFirstWord(
  (Object.keys(ENGLISH_DETAILS) as DetailId[]).map(id => ({
    id,
    sentence: knownSentence(ENGLISH_DETAILS[id], shapeOf),
  })),
)

/** Longest stored text that is looked at. */
const MAX_LENGTH = 1000

/** The text, with every sentence that is known in the words' language; operators' own wording counts in English too. */
export function inWords(words: Words, text: string): string {
  const out: string[] = []
  let rest = text.slice(0, MAX_LENGTH).trim()
  while (rest !== '') {
    const [said, used] = next(words, rest)
    out.push(said)
    rest = rest.slice(used).trim()
  }
  return out.join(' ')
}

/** The name of a part of a mail: those that we gave ourselves are translated, a file's own name never is. */
export function partName(words: Words, name: string): string {
  if (name === ENGLISH_DETAILS.mailText) return words.details.mailText
  const number = /^attachment (\d{1,6})$/.exec(name)?.[1]
  return number === undefined ? name : filled(words.details.attachment, { number }, words.language)
}

/** The sentence of the table that the text begins with, and how many characters of the text it took; null: none. */
export function detailAt(
  words: Words,
  rest: string,
): { readonly text: string; readonly length: number } | null {
  for (const { id, sentence } of knownDetails(rest)) {
    const found = saidIn(rest, sentence)
    if (found !== null)
      return { text: filled(words.details[id], found.values, words.language), length: found.length }
  }
  return null
}

/** What the next sentence is called, and how many characters of the text it took. */
function next(words: Words, rest: string): readonly [said: string, used: number] {
  const said = detailAt(words, rest) ?? saidAt(words.language, rest, text => inWords(words, text))
  if (said !== null) return [said.text, said.length]
  const whole = unknownAt(rest)
  return [whole, whole.length]
}

/** A sentence that is not known, or `"contract.pdf":` before one that may be. */
export function unknownAt(rest: string): string {
  return /^"[^"]{0,200}"[:.]?(?=\s|$)|^.*?[.!?](?=\s|$)|^.+$/su.exec(rest)?.[0] ?? rest
}
