/** The demo's mail catcher: a mail server that writes what it gets into files instead of delivering it. */
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'

export interface CaughtMail {
  readonly to: string
  readonly raw: Buffer
  readonly file: string
}

export interface MailCatcher {
  readonly port: number
  /** Resolves with the first mail that fulfils the condition, also when it came before. */
  first(condition: (mail: CaughtMail) => boolean): Promise<CaughtMail>
  onMail(listener: (mail: CaughtMail) => void): void
  close(): Promise<void>
}

/** Mails are written to `folder` as `mail-1.eml`, `mail-2.eml` and so on. */
export async function startCatcher(folder: string): Promise<MailCatcher> {
  const mails: CaughtMail[] = []
  const listeners = new Set<(mail: CaughtMail) => void>()
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.once('end', async () => {
        const raw = Buffer.concat(chunks)
        const file = join(folder, `mail-${mails.length + 1}.eml`)
        const mail = { to: session.envelope.rcptTo[0]?.address ?? '', raw, file }
        mails.push(mail)
        await writeFile(file, raw)
        done(null)
        for (const listener of listeners) listener(mail)
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    first: condition =>
      new Promise(resolve => {
        const found = mails.find(condition)
        if (found !== undefined) return resolve(found)
        const look = (mail: CaughtMail) => {
          if (!condition(mail)) return
          listeners.delete(look)
          resolve(mail)
        }
        listeners.add(look)
      }),
    onMail: listener => void listeners.add(listener),
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}
