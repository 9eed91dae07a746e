/**
 * The admin API, /api/v1: everything that programs may ask and do, over JSON. In charge of putting the routes together, of
 * reading and writing by their schemas, and of the document that describes them. It decides nothing about faxes: it asks the
 * steps (outbound/, inbound/), as the console and the command line do.
 */
import fastifyMultipart from '@fastify/multipart'
import fastifySwagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchemaValidationError } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { makePasswords, SALT_LETTERS, SMTP_COST } from '../access/password.ts'
import type { AdminDeps } from '../http/admin.ts'
import { answerWithProblems } from '../http/problem.ts'
import { issueText } from '../http/request-issue.ts'
import { allow, audited, principalOf } from '../http/who-asks.ts'
import { documentFrame, tidied } from './openapi.ts'
import { addRateHeaders } from './rate.ts'
import type { RouteHouse } from './route.ts'
import { addEvents } from './routes-events.ts'
import { addFaxActions } from './routes-fax-actions.ts'
import { addFaxes } from './routes-faxes.ts'
import { addInbox } from './routes-inbox.ts'
import { addInboxActions } from './routes-inbox-actions.ts'
import { addKeys } from './routes-keys.ts'
import { addLegalHolds } from './routes-legal-holds.ts'
import { addLists } from './routes-lists.ts'
import { addNumbers } from './routes-numbers.ts'
import { addPeople } from './routes-people.ts'
import { addProviders } from './routes-providers.ts'
import { addSend } from './routes-send.ts'
import { addSubscribers, PATCH_TYPE } from './routes-subscribers.ts'
import { addSystem } from './routes-system.ts'
import { addWatch } from './routes-watch.ts'

/** What the routes work with. */
export interface ApiDeps extends AdminDeps {}

export const API_PREFIX = '/api/v1'

/** Adds the API to a server that knows who asks. */
export async function addApi(server: FastifyInstance, deps: ApiDeps): Promise<void> {
  await server.register(
    async api => {
      api.setValidatorCompiler(validatorCompiler)
      api.setSerializerCompiler(serializerCompiler)
      api.setSchemaErrorFormatter(wrongIn)
      answerWithProblems(api, deps.runtime.log)
      addRateHeaders(api, deps.config.current.http.limits.requestsPerMinute)
      await api.register(fastifyMultipart)
      await api.register(fastifySwagger, {
        openapi: documentFrame(deps.version),
        transform: jsonSchemaTransform,
        transformObject: tidied,
      })
      addRoutes(api, deps)
    },
    { prefix: API_PREFIX },
  )
}

/** `body`, `querystring`, `params`, `headers`: whoever asks knows these as what stands where. */
function wrongIn(issues: readonly FastifySchemaValidationError[], part: string): Error {
  const texts = issues.map(({ keyword, message, instancePath, params }) => {
    const place = instancePath.split('/').filter(step => step !== '')
    const whole = part === 'body' ? ['body', ...place] : place
    return issueText(whole.join('.'), { ...params, code: keyword, message })
  })
  return new Error(texts.join(' '))
}

function addRoutes(api: FastifyInstance, deps: ApiDeps): void {
  const { outbound, runtime } = deps
  const { store } = outbound
  const gate = { principalOf, allow, audited }
  const house: RouteHouse = { api, gate, book: { store, runtime, owner: runtime.ids.token(20) } }
  addFaxes(house, outbound)
  addSend(house, deps)
  addFaxActions(house, outbound)
  addInbox(house, outbound)
  addInboxActions(house, outbound)
  const json = api.getDefaultJsonParser('error', 'error')
  api.addContentTypeParser(PATCH_TYPE, { parseAs: 'string' }, json)
  // Many programs name the type of a body that they do not send.
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : json(request, body as string, done),
  )
  const passwords = makePasswords(SMTP_COST)
  addSubscribers(house, deps.managed, password =>
    passwords.hash(password, deps.runtime.ids.token(SALT_LETTERS)),
  )
  addLists(house, deps.config, deps.managed)
  addKeys(house, deps.keys)
  addNumbers(house, deps.config, deps.managed)
  addProviders(house, outbound)
  addLegalHolds(house, outbound)
  addSystem(house, deps)
  addWatch(house, deps)
  addPeople(house, deps)
  addEvents(house, outbound)
  api.get('/openapi.json', { schema: { hide: true } as object }, async (_, reply) =>
    reply.type('application/json').serializer(JSON.stringify).send(api.swagger()),
  )
}
