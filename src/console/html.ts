/** A page as a browser gets it. */
import type { JSX } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** The whole document. */
export function html<P>(page: (props: P) => JSX.Element, props: P): string {
  return `<!doctype html>${renderToString(page(props))}`
}
