/**
 * Recognises a sentence of ours at the beginning of a text by its English form, with its values: sentences arise in English where
 * something happens, and whoever reads them later has a language of their own.
 */
export interface KnownSentence {
  /** Of its values, as they stand in the text. */
  readonly names: readonly string[]
  readonly pattern: RegExp
  /** Its first word; null: a value stands in it. */
  readonly begins: string | null
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
  const begins = /^[^\s{]+(?=\s|$)/.exec(english)?.[0] ?? null
  return { names, pattern: new RegExp(`^${pieces.join('')}(?=\\s|$)`, 'u'), begins }
}

/**
 * Gives those that the beginning of a text can be, in their order: many hundreds of patterns are not tried on each sentence of a
 * text that somebody may have made to be slow.
 */
export function byFirstWord<T extends { readonly sentence: KnownSentence }>(all: readonly T[]) {
  const free = all.filter(({ sentence }) => sentence.begins === null)
  const words = new Set(all.map(({ sentence }) => sentence.begins))
  const lists = new Map(
    [...words].map(
      word => [word, all.filter(({ sentence: { begins } }) => (begins ?? word) === word)] as const,
    ),
  )
  return (text: string): readonly T[] => lists.get(/^\S+/.exec(text)?.[0] ?? '') ?? free
}

/** Null: the text does not begin with it. */
export function saidIn(text: string, { names, pattern }: KnownSentence): SaidSentence | null {
  const match = pattern.exec(text)
  if (match === null) return null
  const values = Object.fromEntries(names.map((name, i) => [name, match[i + 1] ?? '']))
  return { values, length: match[0].length }
}
