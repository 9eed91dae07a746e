/** The sentences in the sources, read out of their syntax: what looks like one, and whatever is given as `say`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'vitest/node'

const root = new URL('../../src/', import.meta.url).pathname

export interface OurSentence {
  readonly path: string
  readonly line: number
  /** With a sample where a value stands. */
  readonly text: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Of all files whose path below src/ `wanted` takes. */
export function ourSentences(wanted: (path: string) => boolean): readonly OurSentence[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(path => /\.tsx?$/.test(path) && wanted(path))
    .sort()
    .flatMap(path => sentencesIn(path, readFileSync(join(root, path), 'utf8')))
}

/** The logger's methods: no page shows what they are given. */
const LOGGED = /^(?:trace|debug|info|warn|error|fatal)$/

/** Of one source. */
export function sentencesIn(path: string, source: string): readonly OurSentence[] {
  const found: OurSentence[] = []
  const take = (node: Node, text: string) =>
    void found.push({ path, line: source.slice(0, node.start).split('\n').length, text: text.trim() })
  const visit = (node: unknown, isSaid: boolean): void => {
    if (Array.isArray(node)) for (const one of node) visit(one, isSaid)
    if (!isNode(node) || node.type === 'JSXAttribute' || isLogged(node)) return
    const text = textOf(node, source)
    if (text !== null) {
      if (isSentence(text) || (isSaid && /\p{Ll}/u.test(text))) take(node, text)
      // What stands in a template may have a sentence of its own.
      if (node.type === 'TemplateLiteral') visit(node['expressions'], false)
      return
    }
    const says = node.type === 'Property' && isNode(node['key']) && node['key']['name'] === 'say'
    for (const [key, child] of Object.entries(node)) visit(child, says && key === 'value')
  }
  visit(parseAst(source, { lang: path.endsWith('x') ? 'tsx' : 'ts' } as never), false)
  return found
}

const isSentence = (text: string): boolean =>
  /^\s*["/]?[\p{Lu}\d]/u.test(text) && /\p{Ll}\p{Ll} /u.test(text) && /[.!?]\s*$/.test(text)

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

function isLogged({ type, callee }: Node): boolean {
  if (type !== 'CallExpression' || !isNode(callee) || !isNode(callee['property'])) return false
  return LOGGED.test(String(callee['property']['name']))
}

/** Of a string, a template or several of them put together; null: it is none. */
function textOf(node: Node, source: string): string | null {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : null
  if (node.type === 'TemplateLiteral') {
    const quasis = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[]
    const values = (node['expressions'] as readonly Node[]).map(value => sample(value, source))
    return quasis.map(({ value }, i) => `${value.cooked}${values[i] ?? ''}`).join('')
  }
  if (node.type !== 'BinaryExpression' || node['operator'] !== '+') return null
  const [left, right] = [node['left'], node['right']].map(side =>
    isNode(side) ? textOf(side, source) : null,
  )
  return left == null || right == null ? null : left + right
}

/** A number may stand for any value, but for the state of a fax. */
function sample({ start, end }: Node, source: string): string {
  return /\bstate$/.test(source.slice(start, end)) ? 'filed' : '12'
}
