/**
 * Members of distribution lists from files: a number a line, with + and country code, then perhaps a name. In charge of
 * reading them once per load of the configuration, and of naming every bad line. Not in charge of which numbers may be
 * dialled: that is looked at when a mail comes, as for every other number.
 */
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'
import { MOST_MEMBERS } from './schema-lists.ts'

export interface ListMember {
  readonly number: string
  /** Null: only the number is known. */
  readonly name: string | null
}

/** A thousand lines are a tenth of this. */
const MOST_BYTES = 1024 * 1024
/** More bad lines than this are a file of something else. */
const MOST_PROBLEMS = 10
/** Letters of a name; longer ones do not fit on a cover page. */
const LONGEST_NAME = 100

export interface ReadLists {
  readonly config: Config
  readonly errors: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** Gives the configuration with the members of all files. `folder`: file names are relative to it. */
export function withListFiles(config: Config, folder: string): ReadLists {
  const errors: Finding[] = []
  const warnings: Finding[] = []
  const subscribers = config.subscribers.map((subscriber, i) => {
    if (subscriber.lists.length === 0) return subscriber
    const lists = subscriber.lists.map((list, n) => {
      const path = ['subscribers', i, 'lists', n] as const
      const file = list.members_file === undefined ? undefined : resolve(folder, list.members_file)
      const read = file === undefined ? { members: [], problems: [] } : readMembers(file)
      for (const text of read.problems) errors.push({ path: [...path, 'members_file'], text })
      const members = [...list.members, ...read.members]
      const text = sizeProblem(members)
      if (text !== null && read.problems.length === 0) errors.push({ path: [...path, 'name'], text })
      const doubles = members.length - new Set(members.map(({ number }) => number)).size
      if (doubles > 0) {
        warnings.push({
          path: [...path, 'name'],
          text: `${doubles} number(s) stand here twice: each gets one fax`,
        })
      }
      return { ...list, members, ...(file === undefined ? {} : { members_file: file }) }
    })
    return { ...subscriber, lists }
  })
  return { config: { ...config, subscribers }, errors, warnings }
}

function sizeProblem(members: readonly ListMember[]): string | null {
  if (members.length === 0) return 'the list is empty: write members, or a members_file with a number a line'
  if (members.length <= MOST_MEMBERS) return null
  return `the list has ${members.length} members: ${MOST_MEMBERS} are the most, make two lists of it`
}

interface ReadMembers {
  readonly members: readonly ListMember[]
  /** Sentences with the line. */
  readonly problems: readonly string[]
}

function readMembers(file: string): ReadMembers {
  try {
    const { size } = statSync(file)
    if (size > MOST_BYTES)
      return { members: [], problems: [`${file} has ${size} bytes: that is no list of numbers`] }
    const { members, problems } = parseMembers(readFileSync(file, 'utf8'))
    return { members, problems: problems.map(problem => `${file}, ${problem}`) }
  } catch (error) {
    const { code } = error as { code?: string }
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? String(error)})`
    return { members: [], problems: [`${file}: ${why}`] }
  }
}

/**
 * Reads `+1 555 555 0123`, `+15555550123, Dr. Who` or `+1-555-555-0123 Dr. Who`. Empty lines and what follows # are left
 * out. A line that is not understood is a problem, never a guess.
 */
export function parseMembers(text: string): ReadMembers {
  const members: ListMember[] = []
  const problems: string[] = []
  for (const [i, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.replace(/#.*$/, '').trim()
    if (line === '') continue
    const member = parseMember(line)
    if (typeof member !== 'string') members.push(member)
    else if (problems.length < MOST_PROBLEMS) problems.push(`line ${i + 1}: ${member}`)
  }
  return { members, problems }
}

/** The member, or what is wrong with the line. */
function parseMember(line: string): ListMember | string {
  const found = /^(\+[0-9 ().\u00a0/-]*[0-9])(?:\s*[,;\t]\s*|\s+|$)(.*)$/u.exec(line)
  if (found === null) return 'begin with the number, with + and country code: +15555550123, Name'
  const [, written = '', rest = ''] = found
  // "+49 (0)30 …": the zero in parentheses is for callers at home.
  const number = `+${written.replace('(0)', '').replace(/[^0-9]/g, '')}`
  if (!/^\+[1-9][0-9]{6,14}$/.test(number))
    return `${number} is no telephone number: 7 to 15 digits with country code`
  const name = rest
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/^"(.*)"$/, '$1')
    .trim()
  if (/^[0-9+]/.test(name)) return 'what follows the number must be a name: write one number a line'
  if (name.length > LONGEST_NAME) return `the name has more than ${LONGEST_NAME} letters`
  return { number, name: name === '' ? null : name }
}
