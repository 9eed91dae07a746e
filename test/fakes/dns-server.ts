import { createSocket } from 'node:dgram'

/** `NAME TYPE` to texts (TXT) or addresses (A), or to SERVFAIL. What is not there does not exist. */
export type Zone = Record<string, readonly string[] | 'SERVFAIL'>

export interface DnsServer {
  /** As in the configuration. */
  readonly address: string
  readonly asked: string[]
  close(): Promise<void>
}

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 12: 'PTR', 15: 'MX', 16: 'TXT', 28: 'AAAA' }

/** A DNS server over UDP on loopback (RFC 1035 §4), for what really goes over the wire. */
export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (query, from) => {
    const { name, type, end } = question(query)
    asked.push(`${name} ${type}`)
    const found = zone[`${name} ${type}`]
    const exists = Object.keys(zone).some(key => key.startsWith(`${name} `))
    const code = found === 'SERVFAIL' ? 2 : exists ? 0 : 3
    const answers = (found === 'SERVFAIL' ? [] : (found ?? [])).map(value =>
      answer(query.readUInt16BE(end - 4), value),
    )
    const head = Buffer.from([
      query[0] ?? 0,
      query[1] ?? 0,
      0x81,
      0x80 | code,
      0,
      1,
      0,
      answers.length,
      0,
      0,
      0,
      0,
    ])
    socket.send(Buffer.concat([head, query.subarray(12, end), ...answers]), from.port, from.address)
  })
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise(resolve => socket.close(() => resolve())),
  }
}

function question(query: Buffer): { readonly name: string; readonly type: string; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const type = query.readUInt16BE(at + 1)
  return { name: labels.join('.').toLowerCase(), type: TYPES[type] ?? String(type), end: at + 5 }
}

/** Points back to the name in the question; lives for a minute. */
function answer(type: number, value: string): Buffer {
  const data = type === 1 ? Buffer.from(value.split('.').map(Number)) : strings(value)
  const head = Buffer.alloc(12)
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(60, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

/** A TXT record holds strings of at most 255 bytes. */
function strings(value: string): Buffer {
  const pieces = value.match(/.{1,255}/gs) ?? ['']
  return Buffer.concat(pieces.map(piece => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)])))
}
