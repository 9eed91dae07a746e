/**
 * The page behind the link that proves a sender: shows what would be faxed to whom, and a button. Looking changes nothing,
 * since programs that check mails follow every link; only the button does. Nobody without the link learns anything.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { isBridgeError } from '../fax/error.ts'
import type { Submission } from '../fax/submission.ts'
import { linkRows } from '../mail/link-request.ts'
import {
  linkFacts,
  linkFollowed,
  linkWords,
  type SenderLinkDeps,
  waitingFor,
} from '../outbound/sender-link.ts'
import { wordsFor } from '../words/languages.ts'
import { type SentenceId, say, type Words } from '../words/words.ts'
import { escaped } from './escape.ts'

/** Longer ones are no tokens of ours. */
const TOKEN = /^[0-9a-z]{52}$/

export function addSenderLinks(server: FastifyInstance, deps: SenderLinkDeps): void {
  const find = (token: string) => (TOKEN.test(token) ? waitingFor(deps, token) : Promise.resolve(null))
  void server.register(async inside => {
    // The button sends an empty form.
    inside.removeAllContentTypeParsers()
    inside.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 1024 }, (_, body, done) =>
      done(null, body),
    )
    inside.get<{ Params: { token: string } }>('/send/:token', async ({ params }, reply) => {
      const submission = await find(params.token)
      if (submission === null) return gone(reply)
      return page(reply, 200, await askingPage(deps, submission))
    })
    inside.post<{ Params: { token: string } }>('/send/:token', async ({ params, ip }, reply) => {
      const submission = await find(params.token)
      if (submission === null) return gone(reply)
      const words = await linkWords(deps, submission)
      try {
        const done = await linkFollowed(deps, submission, ip)
        return done ? page(reply, 200, saying(words, 'Done')) : gone(reply)
      } catch (error) {
        if (!isBridgeError(error) || error.code !== 'E_BUDGET') throw error
        return page(reply, 429, saying(words, 'Budget'))
      }
    })
  })
}

const gone = (reply: FastifyReply) => page(reply, 404, saying(wordsFor('en', undefined), 'Gone'))

function page(reply: FastifyReply, status: number, html: string) {
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

async function askingPage(deps: SenderLinkDeps, submission: Submission): Promise<string> {
  const words = await linkWords(deps, submission)
  const facts = linkFacts(deps, submission, await deps.store.jobsOf(submission.id), words)
  const rows = linkRows(facts).map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`)
  const button = `<form method="post"><button>${escaped(say(words, 'button.link'))}</button></form>`
  return shell(words, 'headline.link', [
    paragraph(words, 'text.link'),
    `<dl>${rows.join('')}</dl>`,
    button,
    paragraph(words, 'text.linkNot'),
  ])
}

const saying = (words: Words, what: 'Done' | 'Gone' | 'Budget') =>
  shell(words, `headline.link${what}`, [paragraph(words, `text.link${what}`)])

const paragraph = (words: Words, id: SentenceId) => `<p>${escaped(say(words, id))}</p>`

const STYLE = `body{font:17px/1.5 system-ui,Arial,sans-serif;color:#1c2128;background:#f4f5f7;margin:0;padding:24px 16px}
main{max-width:34em;margin:0 auto;background:#fff;border-top:4px solid #c98a16;border-radius:6px;padding:24px}
h1{font-size:22px;line-height:1.3;margin:0 0 12px}dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px}
dt{color:#5c6470}dd{margin:0;overflow-wrap:anywhere}
button{font:inherit;font-weight:600;color:#fff;background:#1d6b3e;border:0;border-radius:6px;padding:12px 20px;cursor:pointer}
button:focus-visible{outline:3px solid #c98a16;outline-offset:2px}
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}main{background:#1f2328}dt{color:#9aa3ad}button{background:#2e7d4f}}`

function shell(words: Words, headline: SentenceId, blocks: readonly string[]): string {
  const title = escaped(say(words, headline))
  return `<!doctype html><html lang="${words.language}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${blocks.join('\n')}</main></body></html>
`
}
