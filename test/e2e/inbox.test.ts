import { mkdir, readdir, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import MailComposer from 'nodemailer/lib/mail-composer'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import type { InboxDetail, InboxView } from '../../src/inbound/inbox-views.ts'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendUntilTaken } from './mailing.ts'

let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})

async function aMail(): Promise<Buffer> {
  const composer = new MailComposer({
    from: 'ann@example.com',
    to: '15555551212@fax.local',
    subject: 'Order',
    attachments: [{ filename: 'order.pdf', content: await aPdf(1) }],
  })
  return composer.compile().build()
}

const bytesOf = (socketPath: string, path: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath, path }, async answer => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk as Buffer)
      resolve(Buffer.concat(chunks))
    })
    asked.once('error', reject)
    asked.end()
  })

describe('faxbridge inbox', () => {
  it('shows a received fax with rules and destinations, draws it, exports it, sends it elsewhere', async () => {
    const b = await makeBridge(config => {
      const rules = [{ name: 'orders', account: 'demo', mark: ['order'], copy: ['shelf'] }]
      config['inbound'] = { rules, destinations: { shelf: { type: 'folder', path: './shelf' } } }
    })
    bridge = b
    await mkdir(join(b.folder, 'shelf'))
    await b.start()
    await sendUntilTaken(
      b.smtpPort,
      await aMail(),
      'ann@example.com',
      '15555551212@fax.local',
      async () => {},
    )
    const list = async () => JSON.parse((await b.cli('inbox', 'list', '--json')).stdout) as InboxView[]
    const fax = await waitFor('the fax', async () =>
      (await list()).find(({ state }) => state === 'acknowledged'),
    )
    expect(fax).toMatchObject({ marks: ['order'], subscriber: 'office' })
    const [file = ''] = await readdir(join(b.folder, 'shelf'))
    expect((await readFile(join(b.folder, 'shelf', file))).toString('latin1', 0, 5)).toBe('%PDF-')

    const shown = await b.cli('inbox', 'show', fax.id)
    expect(shown.stdout).toContain('inbound.rules[0] (orders): fits: mark order; copy to shelf')
    expect(shown.stdout).toMatch(/^shelf +done +1 +yes +It is in /m)
    const socket = join(b.folder, 'data', 'control.sock')
    const png = await sharp(await bytesOf(socket, `/inbox/${fax.id}/page-1.png`)).metadata()
    expect(png.format).toBe('png')

    const out = join(b.folder, 'out.tif')
    expect(await b.cli('inbox', 'export', fax.id, '--out', out)).toMatchObject({ code: 0 })
    expect((await readFile(out)).toString('latin1', 0, 4)).toMatch(/^(?:II\*\0|MM\0\*)$/)

    const moved = await b.cli('inbox', 'reroute', fax.id, '--to', 'bob@example.com')
    expect(moved.stdout).toMatch(/^Sent elsewhere by .+, to bob@example\.com\.$/m)
    await waitFor('the mail to bob', () => b.sink.mails.some(mail => mail.to.includes('bob@example.com')))
    const detail = async () =>
      JSON.parse((await b.cli('inbox', 'show', fax.id, '--json')).stdout) as InboxDetail
    await waitFor('its end', async () => (await detail()).state === 'acknowledged')
    expect((await detail()).destinations.map(({ to, round }) => [to, round])).toEqual([
      ['office@example.com', 1],
      ['shelf', 1],
      ['bob@example.com', 2],
    ])
    expect((await b.cli('inbox', 'release', fax.id)).code).toBe(5)
    expect((await b.cli('inbox', 'show', 'inb_nothing')).code).toBe(4)
    expect((await b.cli('inbox', 'preview')).stdout).toBe('No provider account has a received fax.\n')
    expect(await b.stop()).toBe(0)
  })
})
