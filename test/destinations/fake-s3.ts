/**
 * A small S3 that verifies Signature Version 4 by itself, from Amazon's text: canonical request, string to sign, derived
 * key, signed headers, the hash of the body, and the clock. It shares no code with what it checks.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'

export interface S3Account {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  /** The credentials are temporary ones. */
  readonly sessionToken?: string
}

export interface S3Object {
  readonly bytes: Buffer
  readonly headers: IncomingMessage['headers']
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()
/** Fifteen minutes either way. */
const SKEW_MS = 900_000

export async function startFakeS3(account: S3Account, now: () => number) {
  const objects = new Map<string, S3Object>()
  const refusals: string[] = []
  const failures: number[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const broken = failures.shift()
      const problem = broken === undefined ? verify(request, bytes, account, now()) : null
      if (broken !== undefined) return response.writeHead(broken).end()
      if (problem !== null) {
        refusals.push(problem)
        return response.writeHead(403).end(`<?xml version="1.0"?><Error><Code>${problem}</Code></Error>`)
      }
      if (request.method !== 'PUT') return response.writeHead(405).end()
      objects.set(decodeURIComponent(request.url ?? ''), { bytes, headers: request.headers })
      return response.writeHead(200, { etag: '"x"' }).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { port, objects, refusals, failures, close: () => new Promise(resolve => server.close(resolve)) }
}

/** The error code of S3; null: all is well. */
function verify(request: IncomingMessage, body: Buffer, account: S3Account, now: number): string | null {
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    )
  if (given === null) return 'AccessDenied'
  const [, id = '', day = '', region = '', names = '', signature = ''] = given
  if (id !== account.accessKeyId) return 'InvalidAccessKeyId'
  if (region !== account.region) return 'AuthorizationHeaderMalformed'
  // Temporary credentials are worth nothing without their token, and lasting ones have none.
  if (request.headers['x-amz-security-token'] !== account.sessionToken) return 'InvalidToken'
  const stamp = String(request.headers['x-amz-date'])
  const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!stamp.startsWith(day) || !(Math.abs(now - at) <= SKEW_MS)) return 'RequestTimeTooSkewed'
  const contentHash = String(request.headers['x-amz-content-sha256'])
  if (contentHash !== sha256(body)) return 'XAmzContentSHA256Mismatch'
  const signed = names.split(';')
  // Every x-amz- header and the host must be signed, or anybody on the way could change it.
  const needed = Object.keys(request.headers).filter(name => name.startsWith('x-amz-'))
  if (![...needed, 'host'].every(name => signed.includes(name))) return 'AccessDenied'
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const headers = signed.map(name => `${name}:${String(request.headers[name]).trim().replace(/ +/g, ' ')}\n`)
  const canonical = [request.method, path, query, headers.join(''), names, contentHash].join('\n')
  const text = ['AWS4-HMAC-SHA256', stamp, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n')
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${account.secretAccessKey}`, day), region))
  const wanted = createHmac('sha256', key).update(text).digest()
  return timingSafeEqual(wanted, Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch'
}
