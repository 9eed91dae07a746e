/**
 * Recognises a sentence of ours at the beginning of a text by its English form, with its values: sentences arise in English where
 * something happens, and whoever reads them later has a language of their own.
 */
export interface KnownSentence {
  /** Of its values, as they stand in the text. */
  readonly names: readonly string[]
  readonly pattern: RegExp
}

export interface SaidSentence {
  readonly values: Readonly<Record<string, string>>
  /** Characters of the text that it took. */
  readonly length: number
}

/** `english`: with `{name}` where a value stands. `shape`: of the value of this name, as a group of a regular expression. */
export function knownSentence(english: string, shape: (name: string) => string): KnownSentence {
  const names: string[] = []
  const pieces = english.split(/\{(\w+)\}/).map((piece, i) => {
    if (i % 2 === 0) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    names.push(piece)
    return shape(piece)
  })
  return { names, pattern: new RegExp(`^${pieces.join('')}(?=\\s|$)`, 'u') }
}

/** Null: the text does not begin with it. */
export function saidIn(text: string, { names, pattern }: KnownSentence): SaidSentence | null {
  const match = pattern.exec(text)
  if (match === null) return null
  const values = Object.fromEntries(names.map((name, i) => [name, match[i + 1] ?? '']))
  return { values, length: match[0].length }
}
