/** What is wrong with a request, for the person who wrote the program: the package's own words say it by types. */

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** An issue of zod, as zod and fastify-type-provider-zod hand it out. */
export interface RequestIssue {
  readonly code: string | undefined
  readonly message: string | undefined
  readonly expected?: unknown
  readonly keys?: unknown
  /** What is counted by a bound: string, number, array. */
  readonly origin?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly inclusive?: unknown
  /** The words that there are. */
  readonly values?: unknown
  readonly options?: unknown
}

/** `to: it is missing.` `place`: where in the request; empty: the whole of it. */
export function issueText(place: string, issue: RequestIssue): string {
  return `${place === '' ? '' : `${place}: `}${sentence(issue)}`
}

function sentence(issue: RequestIssue): string {
  const { code, message = '', expected, keys } = issue
  if (code === 'unrecognized_keys' && Array.isArray(keys))
    return `there is no ${keys.map(key => `"${String(key)}"`).join(', ')} here.`
  if (code === 'invalid_type')
    return message.endsWith('received undefined')
      ? 'it is missing.'
      : `it must be ${NOUNS[String(expected)] ?? String(expected)}.`
  return boundText(issue) ?? choiceText(issue) ?? message
}

/** Sentences that a schema has of its own begin otherwise, and stay. */
function boundText({ message = '', origin, minimum, maximum, inclusive }: RequestIssue): string | null {
  const small = message.startsWith('Too small:')
  if (!small && !message.startsWith('Too big:')) return null
  const bound = Number(small ? minimum : maximum)
  const side = small ? 'at least' : 'at most'
  if (origin === 'string') return small && bound === 1 ? 'it is empty.' : `write ${side} ${bound} letters.`
  if (origin === 'array') return small && bound === 1 ? 'the list is empty.' : `list ${side} ${bound}.`
  if (inclusive === false) return `it must be ${small ? 'more' : 'less'} than ${bound}.`
  return `it must be ${side} ${bound}.`
}

function choiceText({ message = '', values, options }: RequestIssue): string | null {
  if (!/^Invalid (?:option|discriminator value|input: expected ["'])/.test(message)) return null
  const words = [values, options].find(Array.isArray)
  return words === undefined ? null : `it must be ${words.map(word => `"${String(word)}"`).join(', ')}.`
}
