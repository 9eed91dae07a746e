/**
 * The console: pages for people, made on the server, on the admin server of http/. In charge of which page answers which
 * address, of style sheet and scripts, and of errors that people read. Not in charge of what is done (outbound/, inbound/),
 * nor of who may do it (access/): each route asks.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import multipart from '@fastify/multipart'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { BridgeError, ERRORS } from '../fax/error.ts'
import type { AdminDeps } from '../http/admin.ts'
import { addOpenId } from '../http/openid-routes.ts'
import { errorOf } from '../http/problem.ts'
import { html } from './html.ts'
import { ProblemPage } from './problem.tsx'
import { addAdminPages } from './routes-admin.ts'
import { addFaxPages } from './routes-faxes.ts'
import { addInboxPages } from './routes-inbox.ts'
import { addLoginPages } from './routes-login.ts'
import { addOverview } from './routes-overview.ts'
import { addPeoplePages } from './routes-people.ts'
import { addProviderPages } from './routes-providers.ts'
import { addSendPages } from './routes-send.ts'
import { addSubscriberPages } from './routes-subscribers.ts'
import { lookOf, show } from './seat.ts'

/** Beside the sources: the compiler leaves them where they are. */
const ASSETS = fileURLToPath(new URL('../../src/console/assets/', import.meta.url))
const HTMX = dirname(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'))
/** A new version of faxbridge has new files: an hour is long enough for a day at work. */
const ASSET_SECONDS = 3600

/** Adds all pages. */
export async function addConsole(server: FastifyInstance, deps: AdminDeps): Promise<void> {
  await server.register(async scope => {
    await addAssets(scope)
    answerWithPages(scope, deps)
    addLoginPages(scope, deps)
    addOpenId(scope, deps)
    addOverview(scope, deps)
    addFaxPages(scope, deps)
    addInboxPages(scope, deps)
    addSubscriberPages(scope, deps)
    addProviderPages(scope, deps)
    addAdminPages(scope, deps)
    addPeoplePages(scope, deps)
    await scope.register(multipart)
    addSendPages(scope, deps)
    addNoPage(scope)
  })
}

async function addAssets(server: FastifyInstance): Promise<void> {
  await server.register(fastifyStatic, { root: ASSETS, serve: false })
  const files = ['console.css', 'console.js', 'icon.svg', 'htmx.min.js']
  for (const file of files) {
    const folder = file.startsWith('htmx') ? HTMX : ASSETS
    server.get(`/assets/${file}`, (_, reply) =>
      reply.header('cache-control', `public, max-age=${ASSET_SECONDS}`).sendFile(file, join(folder, '/')),
    )
  }
}

/** People who mistype an address see a page; programs that ask the API get its problem document. */
function addNoPage(server: FastifyInstance): void {
  server.get('/*', async (request, reply) => {
    if (request.url.startsWith('/api/')) return reply.callNotFound()
    throw new BridgeError('E_NOT_FOUND', { say: `Nothing answers at ${request.url}.` })
  })
}

/** Whoever has not signed in is asked to; other errors are pages too. */
function answerWithPages(server: FastifyInstance, deps: AdminDeps): void {
  server.setErrorHandler((error, request, reply) => {
    const ours = errorOf(error)
    if (ours.code === 'E_LOGIN_REQUIRED') return signInFirst(request, reply)
    if (ours.code === 'E_INTERNAL')
      deps.runtime.log.error({ error, url: request.url }, 'a page failed in a way that nobody expected')
    const look = lookOf(deps, request)
    const title =
      ours.code === 'E_RIGHT'
        ? look.say('problem.forbidden')
        : ours.code === 'E_NOT_FOUND'
          ? look.say('problem.notFound')
          : look.say('problem.title')
    const text = ours.code === 'E_FORGERY' ? look.say('problem.stale') : look.told(ours.message)
    return show(reply.code(ERRORS[ours.code].http), html(ProblemPage, { look, title, text, code: ours.code }))
  })
}

/** A part of a page that is asked for by itself makes the browser load the whole, which then asks. */
function signInFirst(request: FastifyRequest, reply: FastifyReply) {
  if (request.headers['hx-request'] === 'true') return reply.code(401).header('hx-refresh', 'true').send('')
  const next = request.method === 'GET' ? request.url : '/'
  return reply.redirect(next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`, 303)
}
