/** A page for people who followed a link of ours: one look, no script, nothing loaded from anywhere. */

import type { FastifyReply } from 'fastify'
import { escaped } from '../fax/markup.ts'
import { type SentenceId, say, type Words } from '../words/words.ts'

/** A button of ours sends an empty form. */
export const FORM_BYTES = 1024

/** Sends a page that no other site may frame and no cache may keep. */
export function page(reply: FastifyReply, status: number, html: string) {
  return (
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      // Nothing is loaded from anywhere, nothing may frame it, and the address is told to nobody.
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      )
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store')
      .header('x-robots-tag', 'noindex')
      .send(html)
  )
}

/** One sentence of ours. */
export const paragraph = (words: Words, id: SentenceId) => `<p>${escaped(say(words, id))}</p>`

const STYLE = `body{font:17px/1.5 system-ui,Arial,sans-serif;color:#1c2128;background:#f4f5f7;margin:0;padding:24px 16px}
main{max-width:34em;margin:0 auto;background:#fff;border-top:4px solid #c98a16;border-radius:6px;padding:24px}
h1{font-size:22px;line-height:1.3;margin:0 0 12px}dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px}
dt{color:#5c6470}dd{margin:0;overflow-wrap:anywhere}
button{font:inherit;font-weight:600;color:#fff;background:#1d6b3e;border:0;border-radius:6px;padding:12px 20px;cursor:pointer}
button:focus-visible{outline:3px solid #c98a16;outline-offset:2px}
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}main{background:#1f2328}dt{color:#9aa3ad}button{background:#2e7d4f}}`

/** The whole page. `blocks`: HTML, escaped already. */
export function shell(words: Words, headline: SentenceId, blocks: readonly string[]): string {
  const title = escaped(say(words, headline))
  return `<!doctype html><html lang="${words.language}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${blocks.join('\n')}</main></body></html>
`
}
