/**
 * The page behind the link to a received fax: a button, and the file behind it. Looking gives nothing away and is not written
 * down, since programs that check mails follow every link; only the button opens the fax. Nobody without the link learns anything.
 */

import type { FastifyInstance, FastifyReply } from 'fastify'
import { fileFormat } from '../fax/delivery-format.ts'
import { escaped } from '../fax/markup.ts'
import { type LinkedFax, linkedFax, openedFax } from '../inbound/received-link.ts'
import type { InboundDeps } from '../inbound/steps.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import { wordsFor } from '../words/languages.ts'
import { say } from '../words/words.ts'
import { takeAnyBody } from './any-body.ts'
import { peerOf } from './door.ts'
import { FORM_BYTES, page, paragraph, shell } from './page.ts'

/** Longer ones are no tokens of ours. */
const TOKEN = /^[0-9a-z]{56}$/

export function addReceivedLinks(server: FastifyInstance, deps: InboundDeps): void {
  const find = (token: string) => (TOKEN.test(token) ? linkedFax(deps, token) : Promise.resolve(null))
  void server.register(async inside => {
    takeAnyBody(inside, FORM_BYTES)
    inside.get<{ Params: { token: string } }>('/received/:token', async ({ params }, reply) => {
      const found = await find(params.token)
      return found === null ? gone(reply) : page(reply, 200, askingPage(deps, found))
    })
    inside.post<{ Params: { token: string } }>('/received/:token', async (request, reply) => {
      const found = await find(request.params.token)
      if (found === null) return gone(reply)
      const left = new AbortController()
      reply.raw.once('close', () => reply.raw.writableEnded || left.abort())
      const { fileName, format, bytes } = await openedFax(deps, found, peerOf(request), left.signal)
      return reply
        .type(fileFormat(format) === 'tiff' ? 'image/tiff' : 'application/pdf')
        .header('content-disposition', `attachment; filename="${fileName}"`)
        .header('cache-control', 'no-store')
        .header('referrer-policy', 'no-referrer')
        .header('x-content-type-options', 'nosniff')
        .header('x-robots-tag', 'noindex')
        .send(Buffer.from(bytes))
    })
  })
}

function gone(reply: FastifyReply) {
  const words = wordsFor('en', undefined)
  return page(reply, 404, shell(words, 'headline.receivedGone', [paragraph(words, 'text.receivedGone')]))
}

function askingPage({ config }: InboundDeps, { subscriber }: LinkedFax): string {
  const words = wordsForReader(config.current, subscriber, null)
  const button = `<form method="post"><button>${escaped(say(words, 'button.received'))}</button></form>`
  return shell(words, 'headline.receivedPage', [paragraph(words, 'text.receivedPage'), button])
}
