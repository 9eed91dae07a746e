/**
 * How a route of the API is written down: one object with its schemas, its right and what it does. In charge of the order
 * that every request goes through (who asks, may they, is it well formed, was it answered before) and of what the OpenAPI
 * document says of it. Not in charge of who somebody is (gate.ts), nor of what a route does.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaCompiler } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Principal, Right } from '../access/principal.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Gate } from './gate.ts'
import { type AnswerBook, answeredOnce } from './idempotency.ts'
import { problem, type Tag } from './schema-parts.ts'

/** A request that has passed its checks. */
export interface Asked<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>
  readonly query: z.output<Q>
  readonly body: z.output<B>
  readonly who: Principal
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** The same request began then and was broken off: what it did, if anything, is not done again. Null: it is new. */
  readonly begunAt: EpochMs | null
}

interface RouteFrame<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1. */
  readonly url: string
  /** Name of the operation, and of the client's method. */
  readonly id: string
  readonly tag: Tag
  readonly summary: string
  readonly about?: string
  /** Null: whoever has proven who they are. */
  readonly right: Right | null
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** Of the body. Default: JSON. A form is read by the route itself. */
  readonly takes?: string
  /** Beside those that every route knows. */
  readonly headers?: z.ZodRawShape
  readonly status?: 200 | 201 | 202 | 204
}

/** Answers with JSON. */
export interface JsonRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>
  extends RouteFrame<P, Q, B> {
  readonly answer: A
  /** What is kept of an answer for those who ask again with the same Idempotency-Key. Default: all of it. */
  keep?(answer: z.input<A>): z.input<A>
  handle(asked: Asked<P, Q, B>): Promise<z.input<A>> | z.input<A>
}

export interface Bytes {
  readonly bytes: Uint8Array
  readonly type: string
  readonly name: string
}

/** Answers with a file. */
export interface BytesRoute<P extends z.ZodType, Q extends z.ZodType> extends RouteFrame<P, Q, z.ZodType> {
  readonly method: 'GET'
  /** The types that it can have. */
  readonly media: readonly string[]
  handle(asked: Asked<P, Q, z.ZodType>): Promise<Bytes>
}

export interface RouteHouse {
  readonly api: FastifyInstance
  readonly gate: Gate
  readonly book: AnswerBook
}

const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'write 1 to 255 visible ASCII characters')
  .optional()
  .describe(
    'The same key with the same request within 24 hours gets the same answer, and nothing is done twice.',
  )

/** Adds a route that answers with JSON. */
export function addRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  house: RouteHouse,
  route: JsonRoute<P, Q, B, A>,
): void {
  const { method, url, right, status = 200, answer } = route
  const response =
    status === 204
      ? { 204: z.undefined().describe('Done.') }
      : { [status]: { description: route.summary, content: { 'application/json': { schema: answer } } } }
  const isForm = route.takes === FORM
  house.api.route({
    method,
    url,
    schema: schemaOf(route, response),
    ...(isForm ? { validatorCompiler: exceptBody } : {}),
    onRequest: async request => void passed(house.gate, request, right),
    // Where everything may be left out, so may the whole body.
    preValidation: async request => {
      mustBeOnce(request.query)
      if (route.body !== undefined && request.body == null && !isForm) request.body = {}
    },
    handler: async (request, reply) => {
      const asked = askedOf(house.gate, request, reply, right)
      const run = (begunAt: EpochMs | null) => Promise.resolve(route.handle({ ...asked, begunAt } as never))
      reply.code(status)
      if (method !== 'POST' || isForm) return finish(reply, status, await run(null))
      const fingerprint = [route.id, JSON.stringify([request.params, request.query, request.body ?? null])]
      const kept = route.keep === undefined ? {} : { keep: route.keep }
      const once = { request, who: asked.who, fingerprint, ...kept }
      const { value, replayed } = await answeredOnce(house.book, once, run)
      if (replayed) reply.header('idempotency-replayed', 'true')
      return finish(reply, status, value)
    },
  })
}

const FORM = 'multipart/form-data'

/** Lists stand in one value, with commas: of two values one would be forgotten. Throws E_BAD_REQUEST. */
function mustBeOnce(query: unknown): void {
  for (const [key, value] of Object.entries(query ?? {}))
    if (Array.isArray(value))
      throw new BridgeError('E_BAD_REQUEST', { say: `${key}: it stands here ${value.length} times.` })
}

/** A form is read piece by piece, and checked where it is read. */
const exceptBody: FastifySchemaCompiler<object> = route =>
  route.httpPart === 'body' ? () => true : validatorCompiler(route as never)

const finish = (reply: FastifyReply, status: number, value: unknown) =>
  status === 204 ? reply.send() : reply.type('application/json').send(value)

/** Adds a route that answers with a file. */
export function addBytesRoute<P extends z.ZodType, Q extends z.ZodType>(
  house: RouteHouse,
  route: BytesRoute<P, Q>,
): void {
  const { method, url, right, media } = route
  const content = Object.fromEntries(media.map(type => [type, { schema: fileSchema(type) }]))
  house.api.route({
    method,
    url,
    schema: schemaOf(route, { 200: { description: route.summary, content } }),
    onRequest: async request => void passed(house.gate, request, right),
    preValidation: async request => mustBeOnce(request.query),
    handler: async (request, reply) => {
      const asked = askedOf(house.gate, request, reply, right)
      const { bytes, type, name } = await route.handle({ ...asked, begunAt: null } as never)
      return (
        reply
          .type(type)
          .header('content-disposition', `inline; filename="${name}"`)
          // Pages of faxes stay in no cache.
          .header('cache-control', 'no-store')
          .serializer((payload: unknown) => payload as string)
          .send(Buffer.from(bytes))
      )
    },
  })
}

const fileSchema = (type: string) =>
  z.any().meta({ type: 'string', contentMediaType: type } as Record<string, string>)

function passed(gate: Gate, request: FastifyRequest, right: Right | null): Principal {
  return right === null ? gate.principalOf(request) : gate.allow(request, right)
}

function askedOf(gate: Gate, request: FastifyRequest, reply: FastifyReply, right: Right | null) {
  const { params, query, body } = request
  return { params, query, body, who: passed(gate, request, right), request, reply }
}

/** A filter that is not there, and a slip of the pen in one that is, are told and not passed over. */
const NO_QUERY = z.strictObject({})

/** What the document, and the checks of fastify, know of a route. */
export function schemaOf(
  route: RouteFrame<z.ZodType, z.ZodType, z.ZodType>,
  response: Readonly<Record<number, unknown>>,
) {
  const { id, tag, summary, about, right, params, query, body, takes, headers = {}, method } = route
  const known = { ...headers, ...(method === 'POST' ? { 'idempotency-key': idempotencyKey } : {}) }
  const refused = {
    description: 'Not done, and why.',
    content: { 'application/problem+json': { schema: problem } },
  }
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: rightText(about, right),
    ...(params === undefined ? {} : { params }),
    querystring: query ?? NO_QUERY,
    ...(body === undefined ? {} : { body }),
    ...(takes === undefined ? {} : { consumes: [takes] }),
    ...(Object.keys(known).length === 0 ? {} : { headers: z.looseObject(known) }),
    response: { ...response, '4xx': refused, '5xx': refused },
  } as object
}

function rightText(about: string | undefined, right: Right | null): string {
  const needs = right === null ? 'Needs a token, with any right.' : `Needs the right \`${right}\`.`
  return about === undefined ? needs : `${about} ${needs}`
}
