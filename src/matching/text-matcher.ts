/**
 * Texts that people write to say what a value must be like: exact, with * and ?, or as a regular expression; compiled
 * once, each asked of a whole value by an engine that takes linear time, since the patterns come from people and the
 * values from strangers. Access lists and the rules for received faxes ask here. What a kind means: fax/acl-pattern.ts.
 */
import { RE2JS } from 're2js'
import { type AclKind, effectivePattern } from '../fax/acl-pattern.ts'

/** Asks about a text. Null: any text will do. */
export type Matcher = {
  /** As it is really asked, for people. */
  readonly pattern: string
  matches(value: string): boolean
} | null

/** Says what is wrong with a text. */
export type Say = (text: string) => void

/** Case never counts. A regular expression that cannot be used fits nothing, and `say` gets a sentence. */
export function textMatcher(kind: AclKind, text: string | null, say: Say): Matcher {
  if (text === null || text === '') return null
  const pattern = effectivePattern(kind, text)
  if (kind !== 'exact') return { pattern, matches: compiled(pattern, say) }
  const wanted = text.toLowerCase()
  return { pattern, matches: value => value.toLowerCase() === wanted }
}

/** As `textMatcher`, but what is meant may stand anywhere in the value. Any white space is a blank. */
export function wordsMatcher(kind: AclKind, text: string, say: Say): (value: string) => boolean {
  const plain = (words: string) => words.normalize('NFKC').replace(/\s+/gu, ' ')
  if (kind === 'exact') {
    const wanted = plain(text).trim().toLowerCase()
    return value => plain(value).toLowerCase().includes(wanted)
  }
  const pattern = kind === 'glob' ? effectivePattern(kind, `*${text}*`) : `(?s:.*)(?:${text})(?s:.*)`
  const matches = compiled(pattern, say)
  return value => matches(plain(value))
}

/** A pattern of RE2 that the whole value must fit. */
export function compiled(pattern: string, say: Say): (value: string) => boolean {
  try {
    const expression = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
    return value => expression.matches(value)
  } catch (error) {
    say(`"${pattern}" is not a regular expression: ${error instanceof Error ? error.message : String(error)}`)
    return () => false
  }
}

/** Why a regular expression cannot be used; null: it can. */
export function regexProblem(pattern: string): string | null {
  try {
    RE2JS.compile(pattern)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Numbers are compared without plus; in a regular expression a plus has a meaning of its own. */
export function withoutPlus(kind: AclKind, text: string): string {
  return kind === 'regex' ? text : text.replace(/^\+/, '')
}
