import { generateKeyPairSync, verify } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { makeRelayTokens } from '../../src/mail/relay-token.ts'
import { fetchToken } from '../../src/oauth/token-endpoint.ts'
import { FakeClock } from '../fakes/clock.ts'

const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

type Answer = (form: URLSearchParams) => { readonly status?: number; readonly body: unknown }

async function endpoint(answer: Answer) {
  const asked: Record<string, string>[] = []
  const server: Server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => (text += String(chunk)))
    request.on('end', () => {
      const form = new URLSearchParams(text)
      asked.push(Object.fromEntries(form))
      const { status = 200, body } = answer(form)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => new Promise(resolve => server.close(resolve)))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { asked, tokenUrl: `http://127.0.0.1:${port}/token` }
}

const NOW = Date.UTC(2026, 10, 21, 6)
const signal = () => new AbortController().signal
const client = { clientId: 'app', clientSecret: 's3cret-value' }

describe('a token endpoint', () => {
  it('is asked with the credentials of the client', async () => {
    const { asked, tokenUrl } = await endpoint(() => ({ body: { access_token: 'a1', expires_in: 3599 } }))
    const granted = await fetchToken({ ...client, tokenUrl, scope: 'mail/.default' }, signal(), NOW)
    expect(granted).toEqual({ token: 'a1', expiresIn: 3599, refreshToken: null })
    expect(asked).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: 'app',
        client_secret: 's3cret-value',
        scope: 'mail/.default',
      },
    ])
  })

  it('is asked by a service account with what it has signed, for a mailbox of its domain', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const { asked, tokenUrl } = await endpoint(form => {
      const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
      // RFC 7515 §5.2, RFC 7523 §3: what an issuer checks.
      const good = verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        publicKey,
        Buffer.from(signature, 'base64url'),
      )
      const said = JSON.parse(Buffer.from(claims, 'base64url').toString())
      const fresh = said.iat * 1000 <= NOW && said.exp * 1000 > NOW && said.exp - said.iat <= 3600
      const right = said.aud === tokenUrl && said.iss === 'bot@p.iam.gserviceaccount.com'
      return good && fresh && right
        ? { body: { access_token: 'a2' } }
        : { status: 400, body: { error: 'invalid_grant' } }
    })
    const source = {
      tokenUrl,
      clientId: 'bot@p.iam.gserviceaccount.com',
      privateKey: pem,
      keyId: 'k1',
      subject: 'fax@example.com',
      scope: 'https://mail.google.com/',
    }
    expect(await fetchToken(source, signal(), NOW)).toMatchObject({ token: 'a2' })
    const [form] = asked
    expect(form?.['grant_type']).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    expect(Object.keys(form ?? {})).toEqual(['grant_type', 'assertion'])
    const [head = '', claims = ''] = (form?.['assertion'] ?? '').split('.')
    const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
    expect(json(head)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' })
    expect(json(claims)).toMatchObject({ sub: 'fax@example.com', scope: 'https://mail.google.com/' })
    // Another key: the issuer says no, and nothing of ours is repeated.
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const wrong = { ...source, privateKey: other.export({ type: 'pkcs8', format: 'pem' }).toString() }
    await expect(fetchToken(wrong, signal(), NOW)).rejects.toThrow('invalid_grant')
    await expect(fetchToken({ ...source, privateKey: 'no key' }, signal(), NOW)).rejects.toThrow(
      'the private key of the service account is no RSA key in PEM',
    )
  })

  it.each([
    [
      { status: 401, body: { error: 'invalid_client', error_description: 'bad s3cret-value' } },
      'invalid_client: bad •••',
    ],
    [{ body: '<html>login</html>' }, 'answers 200'],
    [{ body: { access_token: 7 } }, 'answers 200'],
    [{ body: 'x'.repeat(100_000) }, 'answers 200'],
  ])('that gives no token is quoted without the secret: %#', async (answer, words) => {
    const { tokenUrl } = await endpoint(() => answer)
    const error = await fetchToken({ ...client, tokenUrl }, signal(), NOW).catch((reason: Error) => reason)
    expect(String(error)).toContain(words)
    expect(String(error)).not.toContain('s3cret-value')
  })

  it('that is not there is named', async () => {
    const source = { ...client, tokenUrl: 'http://127.0.0.1:1/token' }
    await expect(fetchToken(source, signal(), NOW)).rejects.toThrow(
      '127.0.0.1:1 cannot be reached (ECONNREFUSED)',
    )
  })
})

describe('tokens for a relay', () => {
  async function house(answer: Answer) {
    const folder = join(await mkdtemp(join(tmpdir(), 'faxbridge-oauth-')), 'oauth')
    cleanUps.push(() => rm(join(folder, '..'), { recursive: true, force: true }))
    const { asked, tokenUrl } = await endpoint(answer)
    const clock = new FakeClock(0)
    const source = { ...client, tokenUrl, refreshToken: 'first-refresh' }
    return { folder, asked, clock, source, tokens: makeRelayTokens(folder, clock) }
  }

  it('are fetched once, and again shortly before they end or when they are refused', async () => {
    let n = 0
    const { asked, clock, source, tokens } = await house(() => ({
      body: { access_token: `a${++n}`, expires_in: 100 },
    }))
    expect(await Promise.all([tokens.get(source, signal()), tokens.get(source, signal())])).toEqual([
      'a1',
      'a1',
    ])
    await clock.advance(91_000)
    expect(await tokens.get(source, signal())).toBe('a2')
    tokens.forget(source, 'a2')
    expect(await tokens.get(source, signal())).toBe('a3')
    expect(asked).toHaveLength(3)
  })

  it('a new refresh token is kept where only we can read it, and used after a restart', async () => {
    const { folder, asked, clock, source, tokens } = await house(() => ({
      body: { access_token: 'a', refresh_token: 'second-refresh' },
    }))
    await tokens.get(source, signal())
    const [file = ''] = await readdir(folder)
    expect(await readFile(join(folder, file), 'utf8')).toBe('second-refresh\n')
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)
    await makeRelayTokens(folder, clock).get(source, signal())
    expect(asked.map(form => form['refresh_token'])).toEqual(['first-refresh', 'second-refresh'])
    // Another one in the configuration goes before what was kept.
    await tokens.get({ ...source, refreshToken: 'third-refresh' }, signal())
    expect(asked.at(-1)?.['refresh_token']).toBe('third-refresh')
  })
})
