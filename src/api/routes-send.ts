/** A new fax by upload: read, then taken as a mail is taken. The answer comes when it is on disk. */
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import { may, type Principal } from '../access/principal.ts'
import { BridgeError } from '../fax/error.ts'
import type { SubmissionId } from '../fax/id.ts'
import type { AdminDeps } from '../http/admin.ts'
import { peerOf } from '../http/door.ts'
import { checked } from '../http/operations.ts'
import { faxView } from '../outbound/views.ts'
import { type ReadUpload, withUpload } from '../upload/read-upload.ts'
import type { Upload } from '../upload/upload-mail.ts'
import { answeredOnce } from './idempotency.ts'
import { type Asked, addRoute, type RouteHouse } from './route.ts'
import { sendFields, sendForm, taken } from './schema-send.ts'

/** Of the largest mail: base64 makes four bytes of three, and lines have ends. */
const SHARE = 0.72

export function addSend(house: RouteHouse, deps: AdminDeps): void {
  addRoute(house, {
    method: 'POST',
    url: '/faxes',
    id: 'sendFax',
    tag: 'faxes',
    summary: 'Send a new fax',
    about:
      'It goes the way of a mail from a sender who has logged in: the same rules, options, numbers and budgets. 202: it is on disk.',
    right: 'faxes.send',
    body: sendForm,
    takes: 'multipart/form-data',
    status: 202,
    answer: taken,
    async handle(asked) {
      const { current } = deps.config
      const bytes = Math.floor(current.smtp.limits.messageBytes * SHARE)
      const room = { workFolder: deps.outbound.workFolder, bytes }
      await deps.intake.room(null)
      return withUpload(asked.request, room, upload => take(house, deps, asked, upload))
    },
  })
}

type SendAsked = Asked<z.ZodType, z.ZodType, z.ZodType>

async function take(
  house: RouteHouse,
  deps: AdminDeps,
  { who, request, reply }: SendAsked,
  { fields, files }: ReadUpload,
): Promise<z.input<typeof taken>> {
  const given = readFields(fields)
  const subscriberId = subscriberFor(who, given.subscriber, deps)
  const fingerprint = ['sendFax', JSON.stringify([given, files.map(({ name, sha256 }) => [name, sha256])])]
  const { value, replayed } = await answeredOnce(house.book, { request, who, fingerprint }, async begunAt => {
    const upload: Upload = { ...given, files, options: given.option.map(optionOf) }
    if (upload.text.trim() === '' && files.length === 0) throw new BridgeError('E_NOTHING_TO_FAX')
    await house.gate.audited(request, {
      action: 'faxes.send',
      object: subscriberId,
      detail: { recipients: given.to.length, files: files.length },
    })
    const messageId = messageIdFor(deps, who, request.headers['idempotency-key'])
    const at = begunAt ?? deps.runtime.clock.now()
    const sender = { subscriberId, who: who.id, peer: peerOf(request) }
    return deps.send(upload, sender, { messageId, at })
  })
  if (replayed) reply.header('idempotency-replayed', 'true')
  confirmWhenRead(deps, reply, value.submissionId)
  return { ...value, faxes: await faxesOf(deps, value.submissionId) }
}

/** Lists may come once for each entry; all else at most once. */
function readFields(fields: ReadUpload['fields']): z.output<typeof sendFields> {
  const LISTS = ['to', 'option']
  const plain = Object.entries(fields).map(([name, values]) => {
    if (LISTS.includes(name)) return [name, values]
    if (values.length > 1)
      throw new BridgeError('E_BAD_REQUEST', { say: `${name}: it stands here ${values.length} times.` })
    return [name, values[0]]
  })
  return checked(sendFields, Object.fromEntries(plain))
}

function subscriberFor(who: Principal, named: string | undefined, { config }: AdminDeps): string {
  const [only, ...more] = who.subscribers ?? []
  const id = named ?? (more.length === 0 ? only : undefined)
  if (id === undefined)
    throw new BridgeError('E_BAD_REQUEST', { say: 'subscriber: say for whom it is sent.' })
  if (!may(who, 'faxes.send', id)) throw new BridgeError('E_RIGHT', { say: `It is for ${id}.` })
  if (config.current.subscribers.some(subscriber => subscriber.id === id)) return id
  throw new BridgeError('E_BAD_REQUEST', { say: `subscriber: none has the id "${id}".` })
}

function optionOf(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1).trim()]
}

/** With a key, the same request is the same mail also after a crash: the store knows it by its Message-ID and content. */
function messageIdFor({ config, runtime }: AdminDeps, who: Principal, key: unknown): string {
  const { hostname } = config.current
  if (typeof key !== 'string') return `upload-${runtime.ids.token(26)}@${hostname}`
  const digest = createHash('sha256')
    .update(JSON.stringify([who.id, key]))
    .digest('hex')
  return `upload-${digest.slice(0, 40)}@${hostname}`
}

/** As with the 250 of SMTP: until the client has read it, the same upload again is this one. */
function confirmWhenRead({ intake }: AdminDeps, reply: FastifyReply, id: SubmissionId): void {
  let done = false
  reply.raw.once('finish', () => {
    done = true
    intake.confirm(id)
  })
  reply.raw.once('close', () => {
    if (!done) intake.lost(id)
  })
}

async function faxesOf({ outbound: { store }, runtime }: AdminDeps, id: SubmissionId) {
  const [jobs, mail] = await Promise.all([store.jobsOf(id), store.submission(id)])
  const { from = '', subject = '' } = mail ?? {}
  return jobs.map(job => faxView({ job, from, subject }, runtime.clock.now()))
}
