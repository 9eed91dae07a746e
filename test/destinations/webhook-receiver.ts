/** A receiver of webhooks that checks the signature by itself, from the text of Standard Webhooks, and counts doubles. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'

export interface Received {
  readonly id: string
  readonly verified: boolean
  readonly body: { readonly type: string; readonly data: Record<string, unknown> }
}

/** `secret`: the raw key. `answer`: status and headers for each call. */
export async function startReceiver(secret: Buffer, now: () => number) {
  const calls: Received[] = []
  const answers: { status: number; headers?: Record<string, string> }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      calls.push({
        id: String(request.headers['webhook-id']),
        verified: isSigned(request.headers, text, secret, now()),
        body: JSON.parse(text),
      })
      const { status, headers = {} } = answers.shift() ?? { status: 204 }
      response.writeHead(status, headers).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { port, calls, answers, close: () => new Promise(resolve => server.close(resolve)) }
}

function isSigned(headers: IncomingHttpHeaders, body: string, secret: Buffer, now: number): boolean {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(name =>
    String(headers[name]),
  )
  // Five minutes either way, as the text says.
  if (Math.abs(now / 1000 - Number(timestamp)) > 300) return false
  const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest()
  return (signatures ?? '').split(' ').some(entry => {
    const [version, value = ''] = entry.split(',')
    const given = Buffer.from(value, 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
}
