/** Sending a fax: documents in, pages to look at, then the same acceptance as for a mail. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../access/principal.ts'
import type { RenderSource } from '../documents/render/renderer.ts'
import { BridgeError } from '../fax/error.ts'
import type { AdminDeps } from '../http/admin.ts'
import { peerOf } from '../http/door.ts'
import { allow, audited } from '../http/who-asks.ts'
import { type ReadUpload, readUpload } from '../upload/read-upload.ts'
import { PAGE_WIDTH, pageNumber, THUMB_WIDTH } from './documents.ts'
import { type Draft, Drafts } from './drafts.ts'
import { html } from './html.ts'
import { PageView } from './page-view.tsx'
import { goTo, lookOf, show, tried } from './seat.ts'
import { PreviewPage, type SendFields, SendPage } from './send.tsx'

/** Of the largest mail: base64 makes four bytes of three, and lines have ends. */
const SHARE = 0.72
/** A renderer may be busy, and documents long. */
const DRAWING_MS = 180_000

type Named = { Params: { draft: string } }
type Paged = { Params: { draft: string; page: string } }

export function addSendPages(server: FastifyInstance, deps: AdminDeps): void {
  const drafts = new Drafts(deps.runtime, deps.outbound.workFolder)
  server.get('/send', (request, reply) => {
    const who = allow(request, 'faxes.send')
    return form(deps, request, reply, who, emptyFields(deps, who), null)
  })
  server.post('/send', async (request, reply) => {
    const who = allow(request, 'faxes.send')
    const folder = await drafts.folder()
    let fields = emptyFields(deps, who)
    let id = ''
    const failed = await tried(async () => {
      const bytes = Math.floor(deps.config.current.smtp.limits.messageBytes * SHARE)
      const upload = await readUpload(request, folder, bytes)
      fields = fieldsOf(upload)
      allow(request, 'faxes.send', subscriberFor(deps, fields))
      id = (await draftOf(deps, drafts, who, folder, fields, upload)).id
    }).catch(async error => {
      await rm(folder, { recursive: true, force: true })
      throw error
    })
    if (failed === null) return reply.redirect(`/send/${id}`, 303)
    await rm(folder, { recursive: true, force: true })
    return form(deps, request, reply.code(400), who, fields, failed)
  })
  server.get<Named>('/send/:draft', (request, reply) => preview(deps, drafts, request, reply, null))
  server.post<Named>('/send/:draft', async (request, reply) => {
    const draft = draftFor(drafts, request)
    const { fields, files } = draft
    await audited(request, {
      action: 'faxes.send',
      object: fields.subscriber,
      detail: { files: files.length },
    })
    let to = ''
    const failed = await tried(async () => {
      to = await sent(deps, request, draft)
    })
    if (failed !== null) return preview(deps, drafts, request, reply.code(409), failed)
    await drafts.forget(draft)
    return goTo(reply, `/faxes/${to}`, 'done.send')
  })
  addPictures(server, deps, drafts)
}

/** What somebody looks at here is theirs, and not sent yet; it is written down all the same. */
function addPictures(server: FastifyInstance, deps: AdminDeps, drafts: Drafts): void {
  server.get<Paged>('/send/:draft/pages/:page.png', async (request, reply) => {
    const draft = draftFor(drafts, request)
    const page = pageNumber(request.params.page)
    await audited(request, { action: 'documents.page', object: 'draft', detail: { page } })
    const width = 'small' in (request.query as object) ? THUMB_WIDTH : PAGE_WIDTH
    return reply.type('image/png').send(await pictureOf(deps, draft, page, width))
  })
  server.get<Paged>('/send/:draft/pages/:page', (request, reply) => {
    const draft = draftFor(drafts, request)
    const n = pageNumber(request.params.page)
    const look = lookOf(deps, request, reply)
    const path = `/send/${draft.id}`
    const name = look.say('send.previewTitle')
    return show(reply, html(PageView, { look, place: 'send', path, name, n, count: draft.pages }))
  })
}

async function pictureOf(
  { outbound }: AdminDeps,
  draft: Draft,
  page: number,
  width: number,
): Promise<Buffer> {
  const outFolder = await mkdtemp(join(draft.folder, 'picture-'))
  try {
    const request = { tiffPath: draft.tiffPath, width, only: page, outFolder }
    const [path] = (await outbound.renderer.pictures(request, AbortSignal.timeout(DRAWING_MS))).paths
    if (path === undefined) throw new BridgeError('E_NOT_FOUND', { say: 'There is no such page.' })
    return await readFile(path)
  } finally {
    await rm(outFolder, { recursive: true, force: true })
  }
}

/** Makes the pages, as the step that prepares a mail would. Throws E_DOCUMENT_* and others with the name of the file. */
async function draftOf(
  { outbound, config }: AdminDeps,
  drafts: Drafts,
  { id: who }: Principal,
  folder: string,
  fields: SendFields,
  { files }: ReadUpload,
): Promise<Draft> {
  const real = files.filter(({ name }) => name !== '')
  if (real.length === 0 && fields.text === '') throw new BridgeError('E_NOTHING_TO_FAX')
  const sources: RenderSource[] = real.map(({ path, name, type }) => ({
    path,
    name,
    declaredType: type,
    kind: 'file',
  }))
  if (fields.text !== '') {
    const path = join(folder, 'text')
    await writeFile(path, fields.text, { mode: 0o600 })
    sources.unshift({ path, name: 'text', declaredType: 'text/plain', kind: 'text' })
  }
  const subscriber = config.current.subscribers.find(({ id }) => id === fields.subscriber)
  const made = await outbound.renderer.render(
    { sources, resolution: 'fine', paper: subscriber?.paper ?? 'a4', outFolder: folder },
    AbortSignal.timeout(DRAWING_MS),
  )
  const notes = made.parts.flatMap(({ notes: own = [] }) => own)
  return drafts.keep({
    who,
    folder,
    fields,
    files: real,
    tiffPath: made.tiffPath,
    pages: made.pageCount,
    notes,
  })
}

/** The id of the first fax of it. The promise stands from here on: it is on disk. */
async function sent(
  deps: AdminDeps,
  request: FastifyRequest,
  { fields, files, who, id }: Draft,
): Promise<string> {
  const { number, report, subject, text, cover, subscriber } = fields
  const options = cover === '' ? [] : [['cover', cover] as const]
  const { submissionId } = await deps.send(
    { from: report, to: [number], subject, text, options, files },
    { subscriberId: subscriber, who, peer: peerOf(request) },
    // The same draft sent twice is one mail.
    { messageId: `draft-${id}@${deps.config.current.hostname}`, at: deps.runtime.clock.now() },
  )
  deps.intake.confirm(submissionId)
  return submissionId
}

function preview(
  deps: AdminDeps,
  drafts: Drafts,
  request: FastifyRequest,
  reply: FastifyReply,
  failed: string | null,
) {
  const draft = draftFor(drafts, request)
  const { id, fields, pages, notes } = draft
  const look = lookOf(deps, request, reply)
  return show(reply, html(PreviewPage, { look, draft: id, fields, count: pages, notes, failed }))
}

/** Throws E_NOT_FOUND. */
function draftFor(drafts: Drafts, request: FastifyRequest): Draft {
  const who = allow(request, 'faxes.send')
  const found = drafts.of((request.params as Named['Params']).draft, who.id)
  if (found === null)
    throw new BridgeError('E_NOT_FOUND', { say: 'This draft is gone: choose the documents again.' })
  return found
}

function form(
  deps: AdminDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  who: Principal,
  fields: SendFields,
  failed: string | null,
) {
  const look = lookOf(deps, request, reply)
  return show(reply, html(SendPage, { look, fields, subscribers: sendersFor(deps, who), failed }))
}

const sendersFor = ({ config }: AdminDeps, { subscribers }: Principal) =>
  config.current.subscribers
    .filter(({ id, active }) => active && (subscribers?.includes(id) ?? true))
    .map(({ id, covers }) => ({ id, covers: ['standard', ...covers.map(({ name }) => name)] }))

function subscriberFor({ config }: AdminDeps, { subscriber }: SendFields): string {
  if (config.current.subscribers.some(({ id }) => id === subscriber)) return subscriber
  throw new BridgeError('E_BAD_REQUEST', { say: `No subscriber has the id "${subscriber}".` })
}

function emptyFields(deps: AdminDeps, who: Principal): SendFields {
  const [first] = sendersFor(deps, who)
  const report = who.name.includes('@') ? who.name : ''
  return { number: '', report, subject: '', text: '', cover: '', subscriber: first?.id ?? '' }
}

function fieldsOf({ fields }: ReadUpload): SendFields {
  const one = (name: string) => (fields[name]?.[0] ?? '').trim()
  return {
    number: one('number'),
    report: one('report'),
    subject: one('subject'),
    text: one('text'),
    cover: one('cover'),
    subscriber: one('subscriber'),
  }
}
