import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { byGotenberg } from '../../../src/documents/office/gotenberg.ts'
import { ERRORS } from '../../../src/fax/error.ts'
import { systemClock } from '../../../src/runtime.ts'

const PDF = Buffer.from('%PDF-1.4 made by a fake')
let folder: string
let server: Server
let url: string
/** What it was given, in order. */
let given: { readonly name: string; readonly bytes: string }[]
/** What it does instead of converting. */
let instead: ((answer: ServerResponse) => void) | null

/** As strict as the document: POST, multipart, one file under `files` with a name that says its type. */
async function answer(request: IncomingMessage, reply: ServerResponse) {
  const body = await buffer(request)
  const say = (status: number, text: string) =>
    reply.writeHead(status, { 'content-type': 'text/plain' }).end(text)
  if (request.url !== '/pdf/forms/libreoffice/convert') return say(404, 'Not Found')
  if (request.method !== 'POST') return say(405, 'Method Not Allowed')
  const login = `Basic ${Buffer.from('fax:secret').toString('base64')}`
  if (request.headers.authorization !== login) return say(401, 'Unauthorized')
  const boundary = /^multipart\/form-data; ?boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) return say(415, 'Unsupported Media Type')
  const parts = body.toString('latin1').split(`--${boundary}`).slice(1, -1)
  for (const part of parts) {
    const [, name = ''] = /name="files"; filename="([^"]+\.[a-z]+)"/.exec(part) ?? []
    if (name === '') return say(400, 'Invalid form data: no form file found')
    given.push({ name, bytes: part.slice(part.indexOf('\r\n\r\n') + 4, -2) })
  }
  if (instead !== null) return instead(reply)
  return reply.writeHead(200, { 'content-type': 'application/pdf' }).end(PDF)
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-gotenberg-'))
  given = []
  instead = null
  server = createServer((request, reply) => void answer(request, reply))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pdf`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function convert(
  more: { readonly hasLinks?: boolean; readonly password?: string; readonly at?: string } = {},
) {
  const [path, out] = [join(folder, 'in'), join(folder, 'out.pdf')]
  writeFileSync(path, 'PK the document')
  const { password = 'secret', at = url, hasLinks = false } = more
  const office = byGotenberg({ url: at, user: 'fax', password }, 2, { quick: 1, clock: systemClock })
  const request = { path, type: 'docx', hasLinks, out, fitWidth: async () => {} } as const
  await office.toPdf(request, new AbortController().signal)
  return readFileSync(out)
}

describe('a Gotenberg server', () => {
  it('gets the file under the name of its type, and its answer is the PDF', async () => {
    expect(await convert()).toEqual(PDF)
    expect(given).toEqual([{ name: 'document.docx', bytes: 'PK the document' }])
  })

  it('never gets a document that refers to something outside', async () => {
    await expect(convert({ hasLinks: true })).rejects.toMatchObject({ code: 'E_DOCUMENT_TYPE' })
    expect(given).toEqual([])
  })

  it.each([
    [400, 'E_DOCUMENT_DAMAGED'],
    [413, 'E_RENDER_LIMIT'],
    [429, 'E_CONVERTER'],
    [500, 'E_CONVERTER'],
    [503, 'E_CONVERTER'],
  ])('that answers %i: %s', async (status, code) => {
    instead = reply => reply.writeHead(status, { 'content-type': 'text/plain' }).end('no')
    await expect(convert()).rejects.toMatchObject({ code })
  })

  it('that cannot be used now is tried again, whatever the reason', async () => {
    expect(ERRORS.E_CONVERTER.kind).toBe('temporary')
    await expect(convert({ password: 'wrong' })).rejects.toMatchObject({ code: 'E_CONVERTER' })
    await expect(convert({ at: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'E_CONVERTER' })
    instead = reply => reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    await expect(convert()).rejects.toMatchObject({ code: 'E_CONVERTER' })
    instead = reply => reply.writeHead(200, { 'content-length': '1000' }).end('%PDF-', () => reply.destroy())
    await expect(convert()).rejects.toMatchObject({ code: 'E_CONVERTER' })
    instead = () => {}
    await expect(convert()).rejects.toMatchObject({
      code: 'E_CONVERTER',
      message: expect.stringContaining('no answer in 2 seconds'),
    })
  })
})
