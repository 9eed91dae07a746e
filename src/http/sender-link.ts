/**
 * The page behind the link that proves a sender: shows what would be faxed to whom, and a button. Looking changes nothing,
 * since programs that check mails follow every link; only the button does. Nobody without the link learns anything.
 */

import type { FastifyInstance, FastifyReply } from 'fastify'
import { isBridgeError } from '../fax/error.ts'
import { escaped } from '../fax/markup.ts'
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
import { say, type Words } from '../words/words.ts'
import { takeAnyBody } from './any-body.ts'
import { peerOf } from './door.ts'
import { FORM_BYTES, page, paragraph, shell } from './page.ts'

/** Longer ones are no tokens of ours. */
const TOKEN = /^[0-9a-z]{52}$/

export function addSenderLinks(server: FastifyInstance, deps: SenderLinkDeps): void {
  const find = (token: string) => (TOKEN.test(token) ? waitingFor(deps, token) : Promise.resolve(null))
  void server.register(async inside => {
    takeAnyBody(inside, FORM_BYTES)
    inside.get<{ Params: { token: string } }>('/send/:token', async ({ params }, reply) => {
      const submission = await find(params.token)
      if (submission === null) return gone(reply)
      return page(reply, 200, await askingPage(deps, submission))
    })
    inside.post<{ Params: { token: string } }>('/send/:token', async (request, reply) => {
      const submission = await find(request.params.token)
      if (submission === null) return gone(reply)
      const words = await linkWords(deps, submission)
      try {
        const done = await linkFollowed(deps, submission, peerOf(request))
        return done ? page(reply, 200, saying(words, 'Done')) : gone(reply)
      } catch (error) {
        if (!isBridgeError(error) || error.code !== 'E_BUDGET') throw error
        return page(reply, 429, saying(words, 'Budget'))
      }
    })
  })
}

const gone = (reply: FastifyReply) => page(reply, 404, saying(wordsFor('en', undefined), 'Gone'))

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
