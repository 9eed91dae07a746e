/** Turns zod's issues into sentences for the person who edits the file: what is wrong there, and what to write. */
import type { z } from 'zod'
import { nearestWord } from '../fax/nearest-word.ts'

export interface Finding {
  readonly path: readonly (string | number)[]
  readonly text: string
}

type Issue = z.core.$ZodIssue

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list: [ … ], or lines that begin with "- "',
  object: 'a group of keys: { … }, or indented lines',
  record: 'a group of keys: { … }, or indented lines',
}

/** The names that a key may have in a group of the file, for "did you mean". */
type KeysIn = (group: Finding['path']) => readonly string[]

/** Gives one finding for every mistake; unknown keys each get their own. `input`: the file as parsed. */
export function explain(error: z.ZodError, input: unknown, keysIn: KeysIn): Finding[] {
  return error.issues.flatMap(issue => explainIssue(issue, input, keysIn))
}

function explainIssue(issue: Issue, input: unknown, keysIn: KeysIn): Finding[] {
  const path = issue.path.filter(step => typeof step !== 'symbol')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({ path: [...path, key], text: unknownKey(key, keysIn(path)) }))
  }
  return [{ path, text: sentence(issue, valueAt(input, path)) }]
}

function sentence(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(NOUNS[issue.expected] ?? issue.expected, value)
    case 'invalid_value':
      return `write ${issue.values
        .map(String)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1')}; here is ${shown(value)}`
    case 'invalid_format':
      return `${issue.message}; here is ${shown(value)}`
    case 'too_small':
      if (issue.origin === 'array') return 'the list is empty: write at least one entry'
      if (issue.origin === 'string') return 'this is empty: write something'
      return `${shown(value)} is too small: write ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'string') return `this is too long: at most ${issue.maximum} characters`
      return `${shown(value)} is too big: write at most ${issue.maximum}`
    case 'invalid_union':
      return union(issue, value)
    case 'invalid_key':
      return `this name is not possible: ${issue.issues[0]?.message ?? 'choose another one'}`
    default:
      return issue.message
  }
}

function wrongType(noun: string, value: unknown): string {
  if (value === undefined) return `this key is missing: it needs ${noun}`
  if (value === null) return `this key has no value: it needs ${noun}`
  return `this must be ${noun}; here is ${shown(value)}`
}

function union(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown): string {
  if ('discriminator' in issue && typeof issue.discriminator === 'string') {
    const options = (issue as { options?: readonly unknown[] }).options ?? []
    return `write one of ${options.map(String).join(', ')}; here is ${shown(value)}`
  }
  return value === undefined
    ? 'this key is missing: write the secret, {file: PATH} or {env: NAME}'
    : 'write the secret as text, {file: PATH} or {env: NAME}'
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestWord(key, known)
  // The same name: known to another kind of group at this place.
  const hint =
    near === null || near === key
      ? 'remove it, or see config/faxbridge.example.yaml'
      : `did you mean "${near}"?`
  return `there is no key "${key}" here: ${hint}`
}

function valueAt(input: unknown, path: readonly (string | number)[]): unknown {
  let value: unknown = input
  for (const step of path) value = (value as Record<string | number, unknown> | null | undefined)?.[step]
  return value
}

/** The value in a message: short, and never a whole group. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 57)}…` : value}"`
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'a group of keys'
  return String(value)
}
