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
}

/** `to: it is missing.` `place`: where in the request; empty: the whole of it. */
export function issueText(place: string, { code, message = '', expected, keys }: RequestIssue): string {
  return `${place === '' ? '' : `${place}: `}${sentence(code, message, { expected, keys })}`
}

function sentence(
  code: string | undefined,
  message: string,
  { expected, keys }: Pick<RequestIssue, 'expected' | 'keys'>,
): string {
  if (code === 'unrecognized_keys' && Array.isArray(keys))
    return `there is no ${keys.map(key => `"${String(key)}"`).join(', ')} here.`
  if (code !== 'invalid_type') return message
  if (message.endsWith('received undefined')) return 'it is missing.'
  return `it must be ${NOUNS[String(expected)] ?? String(expected)}.`
}
