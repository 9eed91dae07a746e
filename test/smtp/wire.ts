import { connect, type Socket } from 'node:net'
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from 'node:tls'

/** No reply of a listener in the same process takes this long: only a test that fails waits for it. In ms. */
const PATIENCE_MS = 5_000

/** The client's end of a connection: writes bytes as they are, reads line by line. */
export class Wire {
  readonly socket: Socket
  #text = ''
  #ended = false
  #changed: () => void = () => {}
  readonly #onData = (chunk: Buffer): void => {
    this.#text += chunk.toString('utf8')
    this.#changed()
  }

  constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on('data', this.#onData)
    socket.on('error', () => this.#end())
    socket.on('end', () => this.#end())
    socket.on('close', () => this.#end())
  }

  write(bytes: Uint8Array | string): Promise<void> {
    return new Promise(resolve => this.socket.write(bytes, () => resolve()))
  }

  /** The next line without its line end; null: the server has closed. Fails when nothing comes. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#text.indexOf('\r\n')
      if (end !== -1) {
        const line = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        return line
      }
      if (this.#ended) return null
      await this.#change()
    }
  }

  /** Sends a command and reads its whole reply; gives its last line. */
  async ask(command: string): Promise<string> {
    await this.write(`${command}\r\n`)
    return this.reply()
  }

  /** The last line of the next reply. */
  async reply(): Promise<string> {
    for (;;) {
      const line = await this.line()
      if (line === null) throw new Error('the server closed instead of a reply')
      if (!/^\d{3}-/.test(line)) return line
    }
  }

  /** Everything that is still to come until the server closes; `end`s our side first. */
  async rest(): Promise<readonly string[]> {
    this.socket.end()
    const lines: string[] = []
    for (let line = await this.line(); line !== null; line = await this.line()) lines.push(line)
    return lines
  }

  /** Goes on over TLS. What was read before and not taken is lost. */
  secure(options: ConnectionOptions = {}): Promise<Wire> {
    this.socket.removeListener('data', this.#onData)
    return handshake(tlsConnect({ socket: this.socket, rejectUnauthorized: false, ...options }))
  }

  #end(): void {
    this.#ended = true
    this.#changed()
  }

  #change(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no reply came')), PATIENCE_MS)
      this.#changed = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

export function openWire(port: number): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(new Wire(socket)))
    socket.once('error', reject)
  })
}

/** TLS from the first byte. */
export function openSecureWire(port: number, options: ConnectionOptions = {}): Promise<Wire> {
  return handshake(tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }))
}

function handshake(socket: TLSSocket): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const wire = new Wire(socket)
    socket.once('secureConnect', () => resolve(wire))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed before TLS was up')))
  })
}
