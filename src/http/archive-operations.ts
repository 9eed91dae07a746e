/** The archive over the control socket, as JSON: legal holds, encryption. Checks what comes in; decides nothing. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type EncryptionDeps, encryptionState, encryptOld, rotateKey } from '../archive/encryption.ts'
import {
  type HoldSubject,
  type LegalHoldDeps,
  listHolds,
  placeHold,
  releaseHold,
} from '../archive/legal-hold.ts'
import { checked } from './operations.ts'

const order = z.strictObject({
  type: z.enum(['hold', 'release']),
  id: z.string().min(1).max(64).optional(),
  subscriber: z.string().min(1).max(64).optional(),
  reason: z.string().trim().min(3, 'say why: it stands in the record').max(500),
  by: z.string().min(1).max(100),
})

const keyOrder = z.strictObject({ type: z.enum(['rotate', 'encrypt']) })

const listQuery = z.strictObject({ all: z.enum(['true', 'false']).default('false') })

export type ArchiveDeps = LegalHoldDeps & EncryptionDeps

/** Adds the routes. `server` must be reachable for operators only. */
export function addArchiveOperations(server: FastifyInstance, deps: ArchiveDeps): void {
  server.get('/archive/holds', async request =>
    listHolds(deps, { all: checked(listQuery, request.query).all === 'true' }),
  )
  server.post('/archive/holds', async request => {
    const { type, reason, by, ...rest } = checked(order, request.body)
    const subject = checked(oneSubject, rest) as HoldSubject
    return (type === 'hold' ? placeHold : releaseHold)(deps, subject, { reason, by })
  })
  server.get('/archive/keys', async () => encryptionState(deps))
  server.post('/archive/keys', async request => {
    const { type } = checked(keyOrder, request.body)
    return (type === 'rotate' ? rotateKey : encryptOld)(deps)
  })
}

const oneSubject = z.union([z.strictObject({ id: z.string() }), z.strictObject({ subscriber: z.string() })], {
  error: 'name either a fax or a subscriber',
})
