import { readdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { afterEach, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { readTiff } from '../../src/documents/tiff/read.ts'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'

const MIB = 1024 * 1024
let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})
const subscribers = (config: Record<string, unknown>) => config['subscribers'] as Record<string, unknown>[]

async function residentBytes(b: Bridge): Promise<number> {
  const { pid } = JSON.parse(await readFile(join(b.folder, 'data', 'daemon.pid'), 'utf8')) as { pid: number }
  const text = await readFile(`/proc/${pid}/statm`, 'utf8')
  return Number(text.split(' ')[1]) * 4096
}

describe('a mail of 36 MiB', () => {
  it('streams to the disk: memory grows by less than 64 MiB', async () => {
    const b = await makeBridge()
    bridge = b
    await b.start()
    const size = 36 * MIB - 64 * 1024
    const before = await residentBytes(b)
    let most = 0
    const watch = setInterval(() => void residentBytes(b).then(now => (most = Math.max(most, now))), 20)
    const reply = await rawMail(b.smtpPort, size)
    clearInterval(watch)
    expect(reply).toMatch(/^250 2\.6\.0/)
    expect(most).toBeGreaterThan(0)
    expect(most - before).toBeLessThan(64 * MIB)
  })
})

/** Sends a mail of `size` bytes line by line and gives the reply to its end. */
function rawMail(port: number, size: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const head = 'From: ann@example.com\r\nSubject: big\r\nContent-Type: text/plain\r\n\r\n'
    const line = `${'x'.repeat(998)}\r\n`
    const steps = ['EHLO x', 'MAIL FROM:<ann@example.com>', 'RCPT TO:<15555551212@fax.local>', 'DATA']
    let ended = false
    const body = async () => {
      socket.write(head)
      for (let sent = head.length; sent + 1000 < size; sent += 64_000)
        if (!socket.write(line.repeat(64))) await new Promise(done => socket.once('drain', done))
      ended = true
      socket.write('.\r\n')
    }
    socket.on('data', data => {
      const text = data.toString()
      if (!/^\d{3} /m.test(text)) return
      const next = steps.shift()
      if (next !== undefined) socket.write(`${next}\r\n`)
      else if (text.startsWith('354')) void body()
      else if (ended || !text.startsWith('2')) {
        socket.end('QUIT\r\n')
        resolve(text)
      }
    })
    socket.once('error', reject)
  })
}

describe('a received fax', () => {
  it('comes as TIFF where that is wanted, with the very pages', async () => {
    const b = await makeBridge(config => {
      for (const entry of subscribers(config))
        if (entry['id'] === 'office')
          entry['received'] = [{ mail: 'office@example.com', format: 'tiff' }, { mail: 'copy@example.com' }]
    })
    bridge = b
    await b.start()
    const attachments = [{ filename: 'a.pdf', content: await aPdf(3) }]
    await sendMail(b.smtpPort, { to: '15555551212@fax.local', attachments })
    const mail = await waitFor('the TIFF', () =>
      b.sink.mails.find(entry => entry.to.includes('office@example.com')),
    )
    const { attachments: parts } = await simpleParser(mail.raw)
    const tiff = parts.find(part => part.contentType.startsWith('image/tiff'))
    expect(readTiff(tiff?.content ?? new Uint8Array())).toHaveLength(3)
    const [ref] = (await readdir(join(b.folder, 'data', 'loopback', 'demo'))).filter(name =>
      name.endsWith('.tif'),
    )
    expect(await readFile(join(b.folder, 'data', 'loopback', 'demo', ref ?? ''))).toEqual(tiff?.content)
    await waitFor('the copy', () => b.sink.mails.find(entry => entry.to.includes('copy@example.com')))
  })

  it('for nobody waits, is shown, is not acknowledged, and is delivered when the number has an owner', async () => {
    const b = await makeBridge(config => {
      for (const entry of subscribers(config)) if (entry['id'] === 'office') entry['received'] = []
    })
    bridge = b
    await b.start()
    await sendMail(b.smtpPort, { to: '15555551212@fax.local', text: 'hello' })
    await waitFor('the unrouted fax', async () => {
      const { stdout } = await b.cli('received', '--state', 'unrouted', '--json')
      return (JSON.parse(stdout) as object[]).length === 1
    })
    expect((await b.ledger()).some(entry => entry.type === 'acknowledged')).toBe(false)
    const config = parse(await readFile(b.configFile, 'utf8'))
    config.subscribers[1].received = [{ mail: 'late@example.com' }]
    await writeFile(b.configFile, stringify(config))
    // A restart looks at once; a reload within a minute.
    await b.stop()
    await b.start()
    await waitFor('the mail', () => b.sink.mails.some(mail => mail.to.includes('late@example.com')))
    await waitFor('the acknowledgement', async () =>
      (await b.ledger()).some(entry => entry.type === 'acknowledged'),
    )
  })
})

describe('retention', () => {
  it('deletes mail and pages when the time is over, and keeps the history', async () => {
    const b = await makeBridge(config => {
      config['sending'] = { keepDays: 0.00003 }
    })
    bridge = b
    await b.start()
    await sendMail(b.smtpPort, { to: '15555551241@fax.local', subject: 'gone soon', text: 'DIAGNOSIS-7781' })
    const id = await waitFor('the end', async () => {
      const [fax] = JSON.parse((await b.cli('list', '--json')).stdout) as { id: string; state: string }[]
      return fax?.state === 'delivered' ? fax.id : null
    })
    await waitFor('the deletion', async () => (await b.cli('show', id)).stdout.includes('forgotten'))
    expect((await b.cli('show', id, '--pages', join(b.folder, 'x.tif'))).code).toBe(4)
    expect((await b.cli('resend', id)).stderr).toMatch(/retention/)
    const folder = join(b.folder, 'data', 'spool', 'log')
    const left = await Promise.all(
      (await readdir(folder)).map(name => readFile(join(folder, name), 'latin1')),
    )
    expect(left.join('')).not.toContain('DIAGNOSIS-7781')
  })
})
