/** A printer that speaks IPP, from the text of RFC 8010 and 8011, and keeps its jobs. It shares no code with the client. */
import { createServer } from 'node:http'

export interface PrinterJob {
  readonly name: string
  readonly format: string
  readonly document: Buffer
}

export async function startFakePrinter() {
  const jobs: PrinterJob[] = []
  /** For the next jobs: an IPP status, or `lost`: it prints and the answer never comes. */
  const troubles: (number | 'lost')[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const message = read(Buffer.concat(chunks))
      const answer = (status: number, groups: Buffer = Buffer.alloc(0)) => {
        const head = Buffer.from([1, 1, status >> 8, status & 0xff, 0, 0, 0, message.requestId])
        const common = Buffer.concat([
          Buffer.from([1]),
          attribute(0x47, 'attributes-charset', 'utf-8'),
          attribute(0x48, 'attributes-natural-language', 'en'),
        ])
        response.writeHead(200, { 'content-type': 'application/ipp' })
        response.end(Buffer.concat([head, common, groups, Buffer.from([3])]))
      }
      const names = [...message.attributes.keys()]
      // RFC 8011 §4.1.4: these two first, in this order, then the target.
      if (names[0] !== 'attributes-charset' || names[1] !== 'attributes-natural-language')
        return answer(0x0400)
      if (names[2] !== 'printer-uri' || request.headers['content-type'] !== 'application/ipp')
        return answer(0x0400)
      if (message.operation === 0x000a) {
        const groups = jobs.map(({ name }) =>
          Buffer.concat([Buffer.from([2]), attribute(0x42, 'job-name', name)]),
        )
        return answer(
          0,
          message.attributes.get('which-jobs') === 'completed' ? Buffer.concat(groups) : undefined,
        )
      }
      if (message.operation !== 0x0002) return answer(0x0501)
      const trouble = troubles.shift()
      if (typeof trouble === 'number') return answer(trouble)
      jobs.push({
        name: message.attributes.get('job-name') ?? '',
        format: message.attributes.get('document-format') ?? '',
        document: message.rest,
      })
      return trouble === 'lost' ? void request.socket.destroy() : answer(0)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { port, jobs, troubles, close: () => new Promise(resolve => server.close(resolve)) }
}

function attribute(tag: number, name: string, value: string): Buffer {
  const sized = (text: string) => [Buffer.from([text.length >> 8, text.length & 0xff]), Buffer.from(text)]
  return Buffer.concat([Buffer.from([tag]), ...sized(name), ...sized(value)])
}

function read(message: Buffer) {
  const attributes = new Map<string, string>()
  let at = 8
  for (let tag = message[at++]; tag !== 3 && tag !== undefined; tag = message[at++]) {
    if (tag < 0x10) continue
    const nameLength = message.readUInt16BE(at)
    const name = message.toString('utf8', at + 2, at + 2 + nameLength)
    at += 2 + nameLength
    const valueLength = message.readUInt16BE(at)
    attributes.set(name, message.toString('utf8', at + 2, at + 2 + valueLength))
    at += 2 + valueLength
  }
  return {
    operation: message.readUInt16BE(2),
    requestId: message.readUInt32BE(4),
    attributes,
    rest: message.subarray(at),
  }
}
