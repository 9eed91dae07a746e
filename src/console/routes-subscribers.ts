/** Subscribers, and the box that tries a mail. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { may } from '../access/principal.ts'
import type { SubscriberConfig } from '../config/schema.ts'
import type { Explanation } from '../explain/explain-mail.ts'
import { checkWords, subscribersIn } from '../explain/trace-words.ts'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { AdminDeps } from '../http/admin.ts'
import { hidden, nothing } from '../http/refused-requests.ts'
import { allow, audited } from '../http/who-asks.ts'
import type { Language } from '../words/words.ts'
import { html } from './html.ts'
import { field, lookOf, show } from './seat.ts'
import { SubscriberPage, SubscribersPage } from './subscribers.tsx'
import { mailOf } from './tried-mail.ts'
import type { TraceWords, TryFields, Trying } from './try-it.tsx'

type Named = { Params: { id: string } }

export function addSubscriberPages(server: FastifyInstance, deps: AdminDeps): void {
  server.get('/subscribers', async (request, reply) => {
    const { subscribers: own } = allow(request, 'subscribers.read')
    const subscribers = deps.config.current.subscribers.filter(({ id }) => own?.includes(id) ?? true)
    return show(reply, html(SubscribersPage, { look: lookOf(deps, request, reply), subscribers }))
  })
  server.get<Named>('/subscribers/:id', async (request, reply) => {
    const subscriber = subscriberFor(deps, request)
    const trying = {
      ...choices(deps, subscriber),
      fields: usual(deps, subscriber),
      found: null,
      failed: null,
    }
    return page(deps, request, reply, subscriber, trying)
  })
  server.post<Named>('/subscribers/:id/try', async (request, reply) => {
    const subscriber = subscriberFor(deps, request)
    await audited(request, { action: 'subscribers.try', object: subscriber.id })
    const fields = fieldsOf(request.body)
    const tried = await tryMail(deps, fields, lookOf(deps, request).language)
    return page(deps, request, reply, subscriber, { ...choices(deps, subscriber), fields, ...tried })
  })
}

function page(
  deps: AdminDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  subscriber: SubscriberConfig,
  trying: Trying,
) {
  return show(reply, html(SubscriberPage, { look: lookOf(deps, request, reply), subscriber, trying }))
}

async function tryMail(
  deps: AdminDeps,
  fields: TryFields,
  language: Language,
): Promise<Pick<Trying, 'found' | 'failed'>> {
  const { listeners } = deps.config.current.smtp
  const listener = listeners.find(({ name }) => name === fields.listener) ?? listeners[0]
  try {
    if (listener === undefined) throw new BridgeError('E_BAD_REQUEST', { say: 'There is no such listener.' })
    const found = await deps.explain({
      listener,
      mail: mailOf(fields),
      from: fields.from,
      to: [fields.to],
      peer: fields.peer,
      auth: fields.auth === '' ? null : fields.auth,
    })
    return { found: { ...found, words: wordsOf(found.trace, language) }, failed: null }
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return { found: null, failed: error.message }
  }
}

/** Subscribers that are shown with all their checks; further ones only add length. */
const IN_ALL = 12

const wordsOf = (trace: Explanation['trace'], language: Language): readonly TraceWords[] =>
  subscribersIn(trace, language)
    .slice(0, IN_ALL)
    .map(({ subscriber, result, decided, lines, entries }) => ({
      ...{ subscriber, result, decided },
      lines: [
        ...lines.map(line => ({ result: line.result, text: checkWords(line, language) })),
        ...entries.flatMap(({ number, lines: own }) =>
          own.map(line => ({ result: line.result, text: `acl ${number}: ${checkWords(line, language)}` })),
        ),
      ],
    }))

/** Throws E_NOT_FOUND. */
function subscriberFor({ config }: AdminDeps, request: FastifyRequest): SubscriberConfig {
  const { id } = request.params as Named['Params']
  const who = allow(request, 'subscribers.read')
  const found = config.current.subscribers.find(one => one.id === id)
  if (found === undefined) throw nothing(id)
  if (!may(who, 'subscribers.read', id)) throw hidden(id)
  return found
}

const choices = ({ config }: AdminDeps, subscriber: SubscriberConfig) => ({
  listeners: config.current.smtp.listeners.map(({ name }) => name),
  logins: subscriber.logins.map(({ user }) => user),
})

/** A mail that this subscriber could have. */
function usual({ config }: AdminDeps, { acl }: SubscriberConfig): TryFields {
  const [first] = acl
  const sender = first?.from_email ?? ''
  return {
    from: sender.includes('@') && first?.kind === undefined && first?.use_regex !== true ? sender : '',
    to: `15555551212@${config.current.smtp.mailDomains[0] ?? ''}`,
    subject: '',
    body: '',
    peer: '127.0.0.1',
    listener: config.current.smtp.listeners[0]?.name ?? '',
    auth: '',
  }
}

function fieldsOf(body: unknown): TryFields {
  return {
    from: field(body, 'from', 300),
    to: field(body, 'to', 300),
    subject: field(body, 'subject', 300),
    body: field(body, 'body', 10_000),
    peer: field(body, 'peer', 100),
    listener: field(body, 'listener', 100),
    auth: field(body, 'auth', 100),
  }
}
