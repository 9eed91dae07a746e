/** A page as a browser gets it. */
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

export const html = (page: VNode): string => `<!doctype html>${renderToString(page)}`
