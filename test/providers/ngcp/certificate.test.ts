import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openNgcp } from '../../../src/providers/ngcp/adapter.ts'
import { systemClock } from '../../../src/runtime.ts'
import { makeCertificate } from '../../fakes/certificate.ts'
import { settingsOf } from './setup.ts'

const signal = new AbortController().signal
let folder: string
let server: Server
let baseUrl: string
const seen: { readonly authorization: string | undefined; readonly withCertificate: boolean }[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faxbridge-ngcp-'))
  const [own, client] = [await makeCertificate(), await makeCertificate()]
  await writeFile(join(folder, 'ca.pem'), own.cert)
  await writeFile(join(folder, 'client.pem'), client.cert)
  await writeFile(join(folder, 'client.key'), client.key)
  server = createServer(
    { ...own, requestCert: true, rejectUnauthorized: true, ca: client.cert },
    (request, reply) => {
      const { authorized } = request.socket as TLSSocket
      seen.push({ authorization: request.headers.authorization, withCertificate: authorized })
      reply.end('{"total_count":0}')
    },
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

const open = (keys: Record<string, unknown>) =>
  openNgcp(settingsOf({ baseUrl, ...keys }), { clock: systemClock })

describe('certificates', () => {
  it('a client certificate is the login: no password goes out', async () => {
    const provider = await open({
      auth: 'certificate',
      caFile: join(folder, 'ca.pem'),
      clientCert: join(folder, 'client.pem'),
      clientKey: join(folder, 'client.key'),
    })
    expect(await provider.watermark?.(signal)).toBe('0')
    expect(seen).toEqual([{ authorization: undefined, withCertificate: true }])
  })

  it('a platform with its own certificate needs caFile, and the error says so', async () => {
    const provider = await open({})
    await expect(provider.watermark?.(signal)).rejects.toMatchObject({
      code: 'E_PROVIDER_UNREACHABLE',
      message: expect.stringContaining('caFile'),
    })
  })

  it('a file that is not there', async () => {
    await expect(open({ caFile: join(folder, 'none.pem') })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('none.pem'),
    })
  })
})
