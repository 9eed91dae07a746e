/**
 * The texts of an acl entry as people write them: exact, with * and ?, or as a regular expression. In charge of what
 * kind an entry is and of the regular expression that is really used; the check of the configuration and the listener
 * both ask here, so that they cannot differ. Pure. Not in charge of matching (smtp/acl.ts).
 */

export type AclKind = 'exact' | 'glob' | 'regex'

/** What an entry says about how its texts are meant. */
export interface AclKindKeys {
  readonly kind?: AclKind | undefined
  /** NGCP's key. */
  readonly use_regex?: boolean | undefined
}

/** The kind of an entry; null: `kind` and `use_regex` contradict each other. */
export function aclKind({ kind, use_regex: regex }: AclKindKeys): AclKind | null {
  if (kind === undefined) return regex === true ? 'regex' : 'exact'
  if (regex !== undefined && regex !== (kind === 'regex')) return null
  return kind
}

/** A glob as a regular expression: * is any text, ? one character, all else itself. */
export function globToRegex(glob: string): string {
  return glob.replace(/[\\^$.|+()[\]{}*?]/g, sign => {
    if (sign === '*') return '.*'
    return sign === '?' ? '.' : `\\${sign}`
  })
}

/** What is really asked, for a person: the whole value must be like this. */
export function effectivePattern(kind: AclKind, text: string): string {
  if (kind === 'exact') return text
  return kind === 'glob' ? `^${globToRegex(text)}$` : `^(?:${text})$`
}

/** RFC 1123 §2.1, with the underscore that some networks use. The last label of a name is never a number. */
const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** Is this a name of a computer, such as mfp1.lan? */
export function isHostName(text: string): boolean {
  return HOST_NAME.test(text)
}

/**
 * May a glob or a regular expression for received_from be about names? What has no letters, or only those of an IPv6
 * address, is about addresses: no name is looked up for it.
 */
export function mayBeHostName(text: string): boolean {
  const plain = text.replace(/\\[a-z]|\(\?[a-z]*[:)]|\[:[a-z^]+:\]/gi, '')
  return /[g-z]/i.test(plain) || (/[a-f]/i.test(plain) && !plain.includes(':'))
}
