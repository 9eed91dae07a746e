/**
 * HylaFAX's etc/FaxDispatch: a shell script that says where a received fax goes. In charge of reading the part of the
 * shell that such files are written in (assignments, and `case` over one variable) and of naming every line that is more
 * than that. Nothing is run.
 */

/** Assignments that hold under one condition: `case "$DEVICE" in ttyS1)`. No condition: always. */
export interface DispatchRule {
  readonly condition: { readonly variable: string; readonly pattern: string } | null
  readonly values: Readonly<Record<string, string>>
  readonly line: number
}

export interface Dispatch {
  readonly rules: readonly DispatchRule[]
  /** Lines that are not understood. */
  readonly unread: readonly { readonly line: number; readonly text: string }[]
}

const CASE = /^case\s+"?\$\{?(\w+)\}?"?\s+in\b\s*(.*)$/
const ASSIGNMENT = /^(?:export\s+)?([A-Z][A-Z0-9_]*)=("[^"$`]*"|'[^']*'|[^\s;"'$`]*)\s*(?:;(?!;)|(?=;;)|$)/

export function readFaxDispatch(script: string): Dispatch {
  const reader = new Reader()
  for (const [i, line] of script.split(/\r?\n/).entries()) reader.take(withoutRemark(line), i + 1)
  return { rules: reader.rules, unread: reader.unread }
}

class Reader {
  readonly rules: DispatchRule[] = []
  readonly unread: { line: number; text: string }[] = []
  #variable: string | null = null
  #patterns: readonly string[] | null = null
  /** Lines of an `if`, a loop or a function that are still to come. */
  #depth = 0

  take(text: string, line: number): void {
    let rest = text.trim()
    if (this.#depth > 0 || /^(?:if|while|until|for)\b|^\w+\s*\(\)/.test(rest)) {
      this.#skip(rest, line)
      return
    }
    while (rest !== '') {
      const next = this.#step(rest, line)
      if (next === null) {
        this.unread.push({ line, text: rest })
        return
      }
      rest = next.trim()
    }
  }

  /** Takes what the line begins with; gives what is left, or null when it is not understood. */
  #step(text: string, line: number): string | null {
    const begin = CASE.exec(text)
    if (begin !== null && this.#variable === null) {
      this.#variable = begin[1] ?? ''
      return begin[2] ?? ''
    }
    if (/^esac\b/.test(text)) {
      this.#variable = null
      this.#patterns = null
      return text.slice('esac'.length).replace(/^\s*;(?!;)/, '')
    }
    if (text.startsWith(';;')) {
      this.#patterns = null
      return text.slice(2)
    }
    if (this.#variable !== null && this.#patterns === null) {
      const [whole, patterns] = /^\(?\s*([^()]+?)\s*\)/.exec(text) ?? []
      if (whole === undefined || patterns === undefined) return null
      this.#patterns = patterns.split('|').map(pattern => pattern.trim().replace(/^(["'])(.*)\1$/, '$2'))
      return text.slice(whole.length)
    }
    return this.#assign(text, line)
  }

  #assign(text: string, line: number): string | null {
    const [whole, name = '', raw = ''] = ASSIGNMENT.exec(text) ?? []
    if (whole === undefined) return null
    const values = { [name]: raw.replace(/^(["'])(.*)\1$/, '$2') }
    const variable = this.#variable
    if (variable === null) this.#add({ condition: null, values, line })
    for (const pattern of this.#patterns ?? [])
      if (variable !== null) this.#add({ condition: { variable, pattern }, values, line })
    return text.slice(whole.length)
  }

  /** What one branch sets belongs together. */
  #add(rule: DispatchRule): void {
    const at = this.rules.findIndex(
      ({ condition, line }) =>
        condition?.variable === rule.condition?.variable &&
        condition?.pattern === rule.condition?.pattern &&
        (condition === null || rule.line - line < BRANCH_LINES),
    )
    const before = this.rules[at]
    if (before === undefined) this.rules.push(rule)
    else this.rules[at] = { ...before, values: { ...before.values, ...rule.values } }
  }

  #skip(text: string, line: number): void {
    if (text !== '') this.unread.push({ line, text })
    if (/^(?:if|while|until|for)\b|^\w+\s*\(\)|\{$/.test(text)) this.#depth++
    if (/\b(?:fi|done)\s*;?$|^\}/.test(text)) this.#depth = Math.max(0, this.#depth - 1)
  }
}

/** Branches are short: an equal pattern further down is another case. */
const BRANCH_LINES = 20

/** A remark begins with # at the start or behind a blank, outside of quotes. */
function withoutRemark(line: string): string {
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const c = line[i] ?? ''
    if (quote !== '') quote = c === quote ? '' : quote
    else if (c === '"' || c === "'") quote = c
    else if (c === '#' && (i === 0 || /\s/.test(line[i - 1] ?? ''))) return line.slice(0, i)
  }
  return line
}
