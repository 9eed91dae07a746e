/**
 * An operator's own sentences for one language, checked against ours: a wrong key or placeholder must be found when the
 * configuration is read, never when a report is due. Pure; the files are read in config/.
 */
import { OUR_WORDS, type WordsOverride } from './languages.ts'
import { type Language, placeholdersOf } from './words.ts'

export interface OverrideCheck {
  readonly override: WordsOverride
  /** One sentence for each mistake, beginning with its key. */
  readonly problems: readonly string[]
}

/** What is known where a sentence is said, beyond what ours use of it. */
const OF_RECEIVED = ['called', 'station', 'subscriber', 'id']
const MORE_VALUES: Readonly<Record<string, readonly string[]>> = {
  'subject.received': OF_RECEIVED,
  'subject.incomplete': OF_RECEIVED,
}

/** Longest text of one sentence: a report is no letter. */
const MAX_LENGTH = 1000

/** `content`: what a YAML file says: `sentences`, `failures` and `details`, each with the texts to be replaced. */
export function checkOverride(language: Language, content: unknown): OverrideCheck {
  const ours = OUR_WORDS[language]
  const problems: string[] = []
  const groups = mapOf(content, 'the file', problems)
  for (const key of Object.keys(groups)) {
    if (!['sentences', 'failures', 'details'].includes(key))
      problems.push(`${key}: there is no such group: write sentences, failures or details`)
  }
  const sentences = texts(groups['sentences'], 'sentences', ours.sentences, problems)
  const details = texts(groups['details'], 'details', ours.details, problems)
  const failures: Record<string, Record<string, string>> = {}
  for (const [name, value] of Object.entries(mapOf(groups['failures'], 'failures', problems))) {
    const row = Object.hasOwn(ours.failures, name) ? ours.failures[name as keyof typeof ours.failures] : null
    if (row === null) problems.push(`failures.${name}: ${unknown(name, Object.keys(ours.failures))}`)
    else failures[name] = texts(value, `failures.${name}`, { ...row }, problems)
  }
  return { override: { sentences, failures, details }, problems }
}

function mapOf(value: unknown, where: string, problems: string[]): Readonly<Record<string, unknown>> {
  if (value === null || value === undefined) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  problems.push(`${where}: write keys with texts, such as "subject.delivered: …"`)
  return {}
}

function texts(
  value: unknown,
  where: string,
  ours: Readonly<Record<string, string>>,
  problems: string[],
): Record<string, string> {
  const good: Record<string, string> = {}
  for (const [key, text] of Object.entries(mapOf(value, where, problems))) {
    const template = Object.hasOwn(ours, key) ? ours[key] : undefined
    const problem =
      template === undefined
        ? unknown(key, Object.keys(ours))
        : problemWith(text, [...placeholdersOf(template), ...(MORE_VALUES[key] ?? [])])
    if (problem !== null) problems.push(`${where}.${key}: ${problem}`)
    else good[key] = String(text)
  }
  return good
}

function problemWith(text: unknown, allowed: readonly string[]): string | null {
  if (typeof text !== 'string' || text.trim() === '') return 'write a text, in quotation marks'
  if (text.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text.trimEnd())) return 'write it on one line'
  const wrong = placeholdersOf(text).filter(name => !allowed.includes(name))
  if (wrong.length === 0) return null
  const there = allowed.length === 0 ? 'it has none' : `there is ${allowed.map(n => `{${n}}`).join(', ')}`
  return `it does not know ${wrong.map(name => `{${name}}`).join(', ')}: ${there}`
}

function unknown(key: string, keys: readonly string[]): string {
  const near = keys.find(other => distance(key, other) <= 2)
  return `there is no such key${near === undefined ? '' : `: did you mean ${near}?`}`
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, char] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (char === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
