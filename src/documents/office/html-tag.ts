/** Tags of hostile HTML (HTML Standard §13.2.5), read without looking at any letter twice. */

export type Attribute = readonly [name: string, value: string]

export interface Tag {
  /** In small letters. */
  readonly name: string
  readonly isEnd: boolean
  /** Names in small letters; values as they stand, without quotation marks. */
  readonly attributes: readonly Attribute[]
  /** Behind it. */
  readonly end: number
}

/** No tag has so many; the rest of them is left out. */
const MAX_ATTRIBUTES = 200
const NAME = /[a-z][^\s/>]{0,100}/iy
const ATTRIBUTE = /[\s/]*([^\s/>=][^\s/>=]{0,200})?\s*(=\s*)?/y
const UNQUOTED = /[^\s>]*/y

/** The tag, `<!…>` or `<?…>` at a `<`; null when it is only a letter there. A tag that is never closed reaches to the end. */
export function tagAt(text: string, open: number): Tag | null {
  const isEnd = text[open + 1] === '/'
  if (/[!?]/.test(text[open + 1] ?? ''))
    return { name: 'meta', isEnd, attributes: [], end: past(text, '>', open) }
  NAME.lastIndex = open + (isEnd ? 2 : 1)
  const name = NAME.exec(text)?.[0].toLowerCase()
  if (name === undefined) return null
  const attributes: Attribute[] = []
  let at = NAME.lastIndex
  while (at < text.length && text[at] !== '>') {
    if (attributes.length >= MAX_ATTRIBUTES) {
      at = past(text, '>', at) - 1
      break
    }
    ATTRIBUTE.lastIndex = at
    const [, attribute, equals] = ATTRIBUTE.exec(text) ?? []
    const next = ATTRIBUTE.lastIndex
    if (attribute === undefined && equals === undefined) {
      // Only blanks before the end; never stand still.
      at = Math.max(next, at + (text[next] === '>' ? 0 : 1))
      continue
    }
    let value = ''
    at = next
    if (equals !== undefined) [value, at] = valueAt(text, next)
    if (attribute !== undefined) attributes.push([attribute.toLowerCase(), value])
  }
  return { name, isEnd, attributes, end: Math.min(text.length, at + 1) }
}

function valueAt(text: string, at: number): [value: string, end: number] {
  const quote = text[at]
  if (quote === '"' || quote === "'") {
    const end = past(text, quote, at + 1)
    return [text.slice(at + 1, end - (text[end - 1] === quote ? 1 : 0)), end]
  }
  UNQUOTED.lastIndex = at
  const value = UNQUOTED.exec(text)?.[0] ?? ''
  return [value, at + value.length]
}

function past(text: string, mark: string, at: number): number {
  const found = text.indexOf(mark, at)
  return found < 0 ? text.length : found + 1
}
