/**
 * HTML without what no mail client shows: the preheader of newsletters above all. In charge of `hidden`, `display: none`,
 * `visibility: hidden` and boxes without height, in a `style` attribute or in a plain rule of the page's own style sheet. Not a
 * style engine: what it does not understand stays, since too much on a fax is better than too little.
 */
import { type Tag, tagAt } from '../office/html-tag.ts'
import { closesBefore, VOID } from './html-nesting.ts'

/** Their content is no HTML (HTML Standard §13.1.2), and not shown as it stands. */
const RAW = /^(?:script|style|title|textarea|xmp|noembed|noframes)$/
/** Style sheets of newsletters have some twenty kilobytes. */
const CSS_READ = 256 * 1024
const RULES_READ = 2000
/** Of one element or rule. */
const STYLE_READ = 10_000
/** One class or id, perhaps of one element, and nothing else. */
const SIMPLE = /^([a-z][a-z0-9]*)?([.#])([\w-]{1,100})$/i

interface Rule {
  /** Null: any. */
  readonly element: string | null
  readonly isHidden: boolean
  readonly isImportant: boolean
}

/** By class with a dot, or id with a number sign; the last rule stands last. */
type Rules = ReadonlyMap<string, readonly Rule[]>

/** The page without its hidden elements. One that would be empty then is given as it is. */
export function withoutHidden(html: string): string {
  if (!/hidden|display|max-height|height|opacity/i.test(html)) return html
  const rules = rulesIn(html)
  const out: string[] = []
  const nest = new Nest()
  let isEmpty = true
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const text = html.slice(at, open < 0 ? html.length : open)
    if (!nest.isHidden) {
      out.push(text)
      isEmpty &&= /^(?:\s|&nbsp;|&zwnj;|&#\d+;)*$/.test(text)
    }
    if (open < 0) break
    const end = specialEnd(html, open)
    const tag = end === null ? tagAt(html, open) : null
    at = end ?? tag?.end ?? open + 1
    const wasHidden = nest.isHidden
    if (tag !== null) nest.meet(tag, !tag.isEnd && isHidden(tag, rules))
    if (tag !== null && !tag.isEnd && RAW.test(tag.name)) {
      at = rawEnd(html, tag)
      nest.leave(tag.name)
    }
    if (wasHidden || nest.isHidden || (tag !== null && VOID.test(tag.name) && isHidden(tag, rules))) continue
    out.push(html.slice(open, at))
    isEmpty &&= tag?.name !== 'img'
  }
  return isEmpty ? html : out.join('')
}

/** Elements that are open, and from which of them on nothing is shown. */
class Nest {
  readonly #stack: string[] = []
  readonly #open = new Map<string, number>()
  #hiddenFrom: number | null = null

  get isHidden(): boolean {
    return this.#hiddenFrom !== null
  }

  meet({ name, isEnd }: Tag, hides: boolean): void {
    if (isEnd) this.leave(name)
    if (isEnd || VOID.test(name)) return
    while (closesBefore(name, this.#stack.at(-1))) this.#close()
    if (hides && this.#hiddenFrom === null) this.#hiddenFrom = this.#stack.length
    this.#stack.push(name)
    this.#open.set(name, (this.#open.get(name) ?? 0) + 1)
  }

  /** An end tag closes all that was opened since its start tag; without one it closes nothing. */
  leave(name: string): void {
    if ((this.#open.get(name) ?? 0) > 0) while (this.#close() !== name);
  }

  #close(): string {
    const name = this.#stack.pop() ?? ''
    this.#open.set(name, (this.#open.get(name) ?? 1) - 1)
    if (this.#hiddenFrom !== null && this.#stack.length <= this.#hiddenFrom) this.#hiddenFrom = null
    return name
  }
}

/** Behind a comment or declaration; null when there is none. */
function specialEnd(html: string, open: number): number | null {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 2)
    // One without an end hides nothing here; it is looked for only once, since nothing is left to look through then.
    return end < 0 ? html.length : end + 3
  }
  return null
}

function rawEnd(html: string, { name, end }: Tag): number {
  const close = new RegExp(`</${name}(?![\\w-])[^>]{0,1000}>?`, 'gi')
  close.lastIndex = end
  const found = close.exec(html)
  return found === null ? html.length : close.lastIndex
}

function isHidden({ name, attributes }: Tag, rules: Rules): boolean {
  // A page whose body is hidden until a program runs, is shown all the same.
  if (name === 'body' || name === 'html') return false
  const value = (wanted: string) => attributes.find(([one]) => one === wanted)?.[1]
  if (value('hidden') !== undefined) return true
  const inline = value('style')
  const own = inline === undefined ? null : saysOf(inline)
  if (own?.isHidden && own.isImportant) return true
  const names = [...(value('class') ?? '').split(/\s+/, 20).map(one => `.${one}`), `#${value('id') ?? ''}`]
  const matching = names
    .flatMap(one => rules.get(one) ?? [])
    .filter(({ element }) => element === null || element === name)
  const important = matching.filter(rule => rule.isImportant)
  if (important.length > 0) return important.every(rule => rule.isHidden)
  if (own !== null) return own.isHidden
  return matching.length > 0 && matching.every(rule => rule.isHidden)
}

/** What declarations say of being shown; null: nothing. */
function saysOf(style: string): Pick<Rule, 'isHidden' | 'isImportant'> | null {
  const css = style
    .slice(0, STYLE_READ)
    .replace(/\/\*.{0,2000}?\*\//gs, '')
    .toLowerCase()
  const last = (property: string) =>
    [...css.matchAll(new RegExp(`(?:^|[;\\s"'])${property}\\s*:\\s*([^;]{1,60})`, 'g'))].at(-1)?.[1]?.trim()
  const [display, visibility] = [last('display'), last('visibility')]
  const isZero = (length: string | undefined) => /^0(?:px|pt|em)?(?:\s|!|$)/.test(length ?? '')
  // Alone, both are common on what is seen: the content stands out of the box.
  const isFlat =
    (isZero(last('max-height')) || isZero(last('height'))) && /^hidden/.test(last('overflow') ?? '')
  const isClear = /^0(?:\.0+)?(?:\s|!|$)/.test(last('opacity') ?? '')
  const says = [/^none/.test(display ?? ''), /^(?:hidden|collapse)/.test(visibility ?? ''), isFlat, isClear]
  if (says.includes(true)) return { isHidden: true, isImportant: css.includes('!important') }
  if (display === undefined && visibility === undefined) return null
  return { isHidden: false, isImportant: (display ?? visibility ?? '').includes('!important') }
}

/** Of rules that stand for all media. */
function rulesIn(html: string): Rules {
  const rules = new Map<string, Rule[]>()
  for (const sheet of html.matchAll(/<style(?![\w-])[^>]{0,1000}>/gi)) {
    const from = sheet.index + sheet[0].length
    const end = html.indexOf('</', from)
    const css = html.slice(from, Math.min(end < 0 ? html.length : end, from + CSS_READ))
    for (const [selectors, body] of topRules(css)) {
      const says = saysOf(body)
      if (says === null) continue
      for (const selector of selectors.split(',', 100)) {
        const [, element, mark, name] = SIMPLE.exec(selector.trim()) ?? []
        if (mark === undefined || name === undefined) continue
        const known = rules.get(mark + name) ?? []
        known.push({ element: element?.toLowerCase() ?? null, ...says })
        rules.set(mark + name, known)
      }
    }
    // Behind one without an end there is nothing more.
    if (end < 0 || rules.size > RULES_READ) break
  }
  return rules
}

/** Selectors and declarations, but for what stands in @media and the like. */
function* topRules(css: string): Generator<readonly [selectors: string, body: string]> {
  const plain = css.replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '').replace(/<!--|-->/g, '')
  let depth = 0
  let selectors = ''
  let from = 0
  for (const { 0: brace, index } of plain.matchAll(/[{}]/g)) {
    const before = plain.slice(from, index)
    from = index + 1
    if (brace === '{') {
      if (depth++ === 0) selectors = before.slice(before.lastIndexOf(';') + 1).trim()
    } else {
      if (depth === 1 && !selectors.startsWith('@')) yield [selectors, before]
      depth = Math.max(0, depth - 1)
    }
  }
}
