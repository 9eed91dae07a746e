/** A backup of a daemon that works, and a life after it: nothing is lost of what was, and nothing is sent by itself. */
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readTiff } from '../../src/documents/tiff/read.ts'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'

let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})

interface Fax {
  readonly id: string
  readonly subject: string
  readonly state: string
  readonly held: string | null
  readonly attempts: number
}
/** Subscribers and numbers of the API. */
const MANAGED = `version: 1
subscribers:
  - { id: clinic, active: true, numbers: ["+15555550177"], country: US, logins: [{ user: clinic, password: a-long-password }] }
doNotFax: ["+15555559999"]
blockedCallers: []
`

const faxes = async (b: Bridge) =>
  JSON.parse((await b.cli('list', '--json', '--limit', '500')).stdout) as Fax[]

describe('a backup', () => {
  it('is taken while mails come in; after a restore what was open is held, and goes once when released', async () => {
    const b = await makeBridge(config => {
      config['sending'] = { firstLookSeconds: 0.2, lookGapSeconds: 0.2 }
    })
    bridge = b
    await mkdir(join(b.folder, 'data'), { mode: 0o700, recursive: true })
    const managed = join(b.folder, 'data', 'managed.yaml')
    await writeFile(managed, MANAGED, { mode: 0o600 })
    await b.start()
    await expect(sendMail(b.smtpPort, { to: '15555559999@fax.local', text: 'x' })).rejects.toThrow(/55[0-9]/)
    const pdf = await aPdf(2)
    const attachments = [{ filename: 'order.pdf', content: pdf }]
    await sendMail(b.smtpPort, { to: '15555551212@fax.local', subject: 'done', attachments })
    await waitFor('the first end', async () => (await faxes(b))[0]?.state === 'delivered')
    // Waits for tomorrow: certainly open when the backup is taken.
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    await sendMail(b.smtpPort, {
      to: '15555551213@fax.local',
      subject: `later [sendat=${day} 10:00]`,
      attachments,
    })
    await waitFor(
      'its pages',
      async () => (await faxes(b)).find(f => f.subject === 'later')?.state === 'ready',
    )
    const folder = join(b.folder, 'saved')
    const many = Array.from({ length: 30 }, (_, n) =>
      sendMail(b.smtpPort, {
        to: `155555514${String(n).padStart(2, '0')}@fax.local`,
        subject: `busy ${n}`,
        text: 'x',
      }),
    )
    const saved = JSON.parse((await b.cli('backup', folder, '--json')).stdout) as { documents: number }
    await Promise.all(many)
    expect(saved.documents).toBeGreaterThan(1)
    await expect(b.cli('backup', folder)).resolves.toMatchObject({ code: 2 })
    await b.stop('SIGKILL')
    await rename(join(b.folder, 'data'), join(b.folder, 'data.broken'))
    const restored = await b.cli('restore', folder, '--json')
    expect(restored.stderr).toBe('')
    const { held } = JSON.parse(restored.stdout) as { held: number }
    await expect(b.cli('restore', folder)).resolves.toMatchObject({ code: 2 })
    // What the API keeps is back, as secret as it was, and in force.
    expect(await readFile(managed, 'utf8')).toBe(MANAGED)
    expect((await stat(managed)).mode & 0o777).toBe(0o600)
    await b.start()
    await expect(sendMail(b.smtpPort, { to: '15555559999@fax.local', text: 'x' })).rejects.toThrow(/55[0-9]/)
    const after = await faxes(b)
    // One whose hand-over was under way is asked about; if the provider has it, it is followed and no longer held.
    expect(held).toBeGreaterThan(0)
    expect(after.filter(fax => fax.held !== null).length).toBeLessThanOrEqual(held)
    expect(after.filter(fax => fax.held === null).map(fax => fax.attempts)).not.toContain(0)
    expect(after.find(fax => fax.subject === 'done')).toMatchObject({ state: 'delivered', held: null })
    const pages = join(b.folder, 'pages.tiff')
    await b.cli('show', after.find(fax => fax.subject === 'done')?.id ?? '', '--pages', pages)
    expect(readTiff(await readFile(pages))).toHaveLength(2)
    // Nothing moves but what a provider is still asked about.
    const attempts = after.map(fax => [fax.id, fax.attempts])
    await sendMail(b.smtpPort, { to: '15555551214@fax.local', subject: 'new life', text: 'x' })
    await waitFor(
      'the new fax',
      async () => (await faxes(b)).find(f => f.subject === 'new life')?.state === 'delivered',
    )
    const later = await faxes(b)
    expect(later.filter(fax => fax.subject !== 'new life').map(fax => [fax.id, fax.attempts])).toEqual(
      attempts,
    )
    const one = later.find(fax => fax.subject === 'later')
    expect(one).toMatchObject({ state: 'ready', held: expect.stringContaining('backup') })
    await b.cli('release', one?.id ?? '')
    expect((await faxes(b)).find(fax => fax.id === one?.id)).toMatchObject({ state: 'ready', held: null })
    await rm(folder, { recursive: true })
  })
})
