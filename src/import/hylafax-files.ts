/** HylaFAX's hosts.hfaxd and dialrules: read as far as they have a meaning here, line by line; the rest is named. */

/** Keys of a configuration file. */
export type SettingsFile = Record<string, string>

export interface Hosts {
  readonly networks: readonly { readonly network: string; readonly note: readonly string[] }[]
  readonly unread: readonly string[]
}

/**
 * `client:uid:passwd:adminwd`, one a line. `client` is a regular expression over `user@host`, not anchored. Only what is
 * certainly one address, or a row of whole numbers of one, is taken: a network is never guessed from a pattern.
 */
export function readHosts(text: string): Hosts {
  const networks: { network: string; note: string[] }[] = []
  const unread: string[] = []
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/\s*#.*$/, '').trim()
    if (line === '') continue
    const [client = '', , password = '', admin = ''] = line.split(':')
    const at = `line ${i + 1}`
    if (client.startsWith('!')) {
      unread.push(
        `${at}: "${client}" was shut out. Here only who is listed gets in: check that no entry takes it in.`,
      )
      continue
    }
    const network = networkOf(client)
    if (network === null) {
      unread.push(
        `${at}: "${client}" is a pattern over user and host: write the address or network that it means.`,
      )
      continue
    }
    const note =
      password === '' && admin === ''
        ? []
        : ['It needed a password there: give this sender a login, or a key.']
    networks.push({ network, note })
  }
  return { networks, unread }
}

function networkOf(client: string): string | null {
  // `.*@`, or no user at all: any user of that host.
  const host = client.replace(/^\^?(?:\.\*)?@/, '').replace(/^\^/, '')
  if (/^localhost\$?$/.test(host)) return '127.0.0.1'
  const plain = host.replace(/\\\./g, '.').replace(/\$$/, '')
  const parts = plain.replace(/\.(?:\*|\.\*)?$/, '').split('.')
  if (!parts.every(part => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null
  if (parts.length === 4) return plain.endsWith('.') ? null : parts.join('.')
  // 192.168.0. and 192.168.0.* : the dot says that the number before it is whole.
  if (!/\.(?:\*|\.\*)?$/.test(plain) || host.endsWith('$')) return null
  return `${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${parts.length * 8}`
}

/** What each rule of a dialrules file is for, and where that is done here. */
export function readDialRules(text: string): string[] {
  const notes: string[] = []
  let set: string | null = null
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/(^|\s)!.*$/, '').trim()
    if (line === '') continue
    const [, name] = /^(\w+)\s*:=\s*\[$/.exec(line) ?? []
    if (name !== undefined) set = name
    else if (line === ']') set = null
    else if (set !== null) {
      const note = noteOn(line)
      if (note !== null) notes.push(`line ${i + 1} (${set}): ${line.replace(/\s+/g, ' ')}: ${note}`)
    }
  }
  return notes
}

/** Null: done here without any rule. */
function noteOn(rule: string): string | null {
  const [pattern = '', replacement = ''] = rule.split(/\s*=\s*(?=[^=]*$)/)
  if (/\$\{(?:IDPrefix|LDPrefix|Country|Area)\}/.test(rule)) return null
  // Blanks, dashes and the like are no part of a number here, either.
  if (
    replacement === '' &&
    /^\[[^0-9a-zA-Z\]]*(?:\$\{WS\})?[^0-9a-zA-Z\]]*\]\+?$|^\[\^\+?0-9\]\+?$/.test(pattern)
  )
    return null
  if (/^\[[a-zA-Z]+\]$/.test(pattern))
    return 'letters are not read as digits here: a number with letters is refused.'
  if (/^%/.test(pattern)) return 'a calling card has no place here.'
  if (/^\^\+?[0-9]+$/.test(pattern))
    return 'a rule for numbers that begin so: write prefixes and short numbers into the subscriber, routes by prefix.'
  return 'this rule has no place here: numbers are read by the country of the subscriber.'
}
