/** Which elements of HTML have no end tag, and which may be left open (HTML Standard §13.1.2.4). */

export const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/

/** What an opening tag closes before it, when that is innermost: these are often left open. */
const CLOSES: ReadonlyMap<string, RegExp> = new Map([
  ['p', /^p$/],
  ['li', /^li$/],
  ['dt', /^d[dt]$/],
  ['dd', /^d[dt]$/],
  ['td', /^t[dh]$/],
  ['th', /^t[dh]$/],
  ['tr', /^t[dhr]$/],
  ['option', /^option$/],
])

/** Does this start tag close the innermost open element before it? */
export const closesBefore = (name: string, innermost: string | undefined): boolean =>
  innermost !== undefined && (CLOSES.get(name)?.test(innermost) ?? false)
