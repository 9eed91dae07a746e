import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { controlAt } from '../../src/cli/control.ts'
import { EXIT_CODES, exitCodeOf } from '../../src/cli/exit-codes.ts'
import { BridgeError } from '../../src/fax/error.ts'
import { problemOf } from '../../src/http/problem.ts'

let folder: string
let server: Server | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-control-'))
})
afterEach(async () => {
  await new Promise<void>(resolve => (server === null ? resolve() : server.close(() => resolve())))
  server = null
  rmSync(folder, { recursive: true, force: true })
})
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

async function answering(status: number, body: string): Promise<string> {
  const path = join(folder, 'control.sock')
  server = createServer((_, reply) => reply.writeHead(status).end(body))
  await new Promise<void>(resolve => server?.listen(path, resolve))
  return path
}

describe('asking the daemon', () => {
  it('says how to start it when nobody answers', async () => {
    const error = await errorOf(controlAt(join(folder, 'nothing.sock')).get('/faxes'))
    expect(String(error)).toMatch(/faxbridge serve/)
    expect(exitCodeOf(error)).toBe(EXIT_CODES.unreachable.code)
  })

  it('gives its errors as they were, with the exit code of their kind', async () => {
    const sent = new BridgeError('E_WRONG_STATE', { say: 'It is delivered: it has ended.' })
    const path = await answering(409, JSON.stringify(problemOf(sent)))
    const error = await errorOf(controlAt(path).post('/faxes/x/actions', {}))
    expect(error).toMatchObject({ code: 'E_WRONG_STATE', message: sent.message })
    expect(exitCodeOf(error)).toBe(EXIT_CODES.wrongState.code)
  })

  it('does not believe everything', async () => {
    const path = await answering(500, '<html>')
    expect(await errorOf(controlAt(path).get('/x'))).toMatchObject({ code: 'E_INTERNAL' })
  })
})
