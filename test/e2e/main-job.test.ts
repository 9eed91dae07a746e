import { execFile } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ParsedMail, simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faxBitmapOf, readTiff, type TiffPage } from '../../src/documents/tiff/read.ts'
import { oracle } from '../documents/oracle.ts'
import { type Bridge, KEY, makeBridge, OFFICE, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'

const run = promisify(execFile)
let bridge: Bridge

beforeAll(async () => {
  bridge = await makeBridge(config => {
    const subscribers = config['subscribers'] as Record<string, unknown>[]
    subscribers.push({
      id: 'keyed',
      active: true,
      numbers: ['+15555550300'],
      country: 'US',
      secret_key: { file: 'keys/sales' },
      acl: [{ from_email: 'kim@example.com' }],
    })
  })
  await bridge.start()
})
afterAll(() => bridge.close())

const pdfOf = async (pages = 2, word?: string) => ({
  filename: 'order.pdf',
  content: await aPdf(pages, word),
})

/** The mail to `to` that answers the mail with `messageId`, parsed. */
async function mailTo(to: string, test: (mail: ParsedMail) => boolean): Promise<ParsedMail> {
  return waitFor(`a mail to ${to}`, async () => {
    for (const mail of bridge.sink.mails.filter(entry => entry.to.includes(to))) {
      const parsed = await simpleParser(mail.raw)
      if (test(parsed)) return parsed
    }
    return null
  })
}

const reportOn = (messageId: string) => mailTo('ann@example.com', mail => mail.inReplyTo === messageId)

describe('a mail becomes a fax', () => {
  it('with pages, a true report, and a received fax that has the very pages sent', async () => {
    const attachment = await pdfOf(2)
    const sent = await sendMail(bridge.smtpPort, {
      to: '15555551212@fax.local',
      messageId: '<a1@x>',
      attachments: [attachment],
    })
    expect(sent.response).toMatch(/^250 2\.6\.0 sub_[0-9a-z]{26}/)

    const report = await reportOn('<a1@x>')
    expect(report.subject).toMatch(/delivered/i)
    expect(report.headers.get('auto-submitted')).toBe('auto-replied')
    expect(report.attachments.some(part => part.contentType === 'image/png')).toBe(true)
    expect(report.text).toContain('LOOPBACK')

    const received = await mailTo('office@example.com', mail =>
      mail.attachments.some(part => part.contentType === 'application/pdf'),
    )
    expect(received.headers.get('auto-submitted')).toBe('auto-generated')
    const pdf = received.attachments.find(part => part.contentType === 'application/pdf')?.content
    const [entry] = (await bridge.ledger()).filter(line => line.type === 'taken')
    expect(entry).toMatchObject({ to: OFFICE, pages: 2 })
    const ref = entry?.type === 'taken' ? entry.ref : ''
    const tiff = join(bridge.folder, 'data', 'loopback', 'demo', `${ref}.tif`)
    const info = await oracle('tiffinfo', [tiff])
    expect(info).toMatch(/Image Width: 1728/)
    expect(info).toMatch(/Resolution: 204, 196 pixels\/inch/)
    expect(info).toMatch(/Compression Scheme: CCITT Group 4/)
    await writeFile(join(bridge.folder, 'received.pdf'), pdf ?? '')
    await oracle('pdfimages', ['-tiff', join(bridge.folder, 'received.pdf'), join(bridge.folder, 'page')])
    const sentPages = readTiff(await readFile(tiff))
    for (const page of [0, 1]) {
      const [got] = readTiff(await readFile(join(bridge.folder, `page-00${page}.tif`)))
      const dots = (of: TiffPage | undefined) =>
        of && Buffer.from(faxBitmapOf(of)?.bitmap.data ?? []).toString('base64')
      expect(dots(got)).toBe(dots(sentPages[page]))
      expect(dots(got)?.length).toBeGreaterThan(100_000)
    }
    await waitFor('the acknowledgement', async () =>
      (await bridge.ledger()).some(line => line.type === 'acknowledged'),
    )
  })

  it('from the body alone when there is no attachment', async () => {
    await sendMail(bridge.smtpPort, {
      to: '+15555551213@fax.local',
      messageId: '<a2@x>',
      text: 'Grüße aus Köln\n\nΓειά σου',
    })
    expect((await reportOn('<a2@x>')).subject).toMatch(/delivered.*1 page/i)
  })

  it('to two numbers with two ends and two reports', async () => {
    const to = ['15555551214@fax.local', '15555551291@fax.local']
    await sendMail(bridge.smtpPort, { to, messageId: '<a3@x>', text: 'hello' })
    const reports = await waitFor('two reports', async () => {
      const all = await Promise.all(bridge.sink.mails.map(mail => simpleParser(mail.raw)))
      const mine = all.filter(mail => mail.inReplyTo === '<a3@x>')
      return mine.length === 2 ? mine : null
    })
    expect(reports.map(mail => mail.subject ?? '').sort()).toEqual([
      expect.stringMatching(/delivered/i),
      expect.stringMatching(/failed.*busy/i),
    ])
  })

  it.each([
    ['91', /busy/i, '4.4.1'],
    ['92', /answer/i, '4.4.1'],
    ['93', /fax machine/i, '5.4.0'],
    ['94', /cannot be dialled/i, '5.1.3'],
    ['96', /does not exist|not in service/i, '5.1.1'],
  ])('a number ending in %s fails with a delivery report that says why', async (digits, words, status) => {
    const messageId = `<fail-${digits}@x>`
    await sendMail(bridge.smtpPort, { to: `155555513${digits}@fax.local`, messageId, text: 'hello' })
    const report = await reportOn(messageId)
    const raw = bridge.sink.mails.find(mail => mail.raw.includes(messageId))?.raw.toString() ?? ''
    expect(report.text).toMatch(words)
    expect(raw).toMatch(/report-type="?delivery-status/)
    expect(raw).toContain('Action: failed')
    expect(raw).toContain(`Status: ${status}`)
  })

  it('although the answer of the provider was lost: once, not twice', async () => {
    await sendMail(bridge.smtpPort, { to: '15555551281@fax.local', messageId: '<lost-1@x>', text: 'hello' })
    expect((await reportOn('<lost-1@x>')).subject).toMatch(/delivered/i)
    const taken = (await bridge.ledger()).filter(line => line.type === 'taken' && line.to === '+15555551281')
    expect(taken).toHaveLength(1)
  })

  it('although the connection broke before the provider took it', async () => {
    await sendMail(bridge.smtpPort, { to: '15555551282@fax.local', messageId: '<lost-2@x>', text: 'hello' })
    expect((await reportOn('<lost-2@x>')).subject).toMatch(/delivered/i)
    const taken = (await bridge.ledger()).filter(line => line.type === 'taken' && line.to === '+15555551282')
    expect(taken).toHaveLength(1)
  })

  it('with the delivery report that NOTIFY asks for, and none for NEVER', async () => {
    const dsn = { notify: ['success', 'failure'], id: 'env-7', recipient: 'rfc822;15555551215@fax.local' }
    await sendMail(bridge.smtpPort, {
      to: '15555551215@fax.local',
      messageId: '<dsn-1@x>',
      text: 'hello',
      dsn,
    })
    await reportOn('<dsn-1@x>')
    const raw = bridge.sink.mails.find(mail => mail.raw.includes('<dsn-1@x>'))?.raw.toString() ?? ''
    expect(raw).toContain('Action: delivered')
    expect(raw).toContain('Original-Envelope-Id: env-7')
    expect(raw).toMatch(/Original-Recipient: rfc822; ?15555551215@fax.local/)
    await sendMail(bridge.smtpPort, {
      to: '15555551216@fax.local',
      messageId: '<dsn-2@x>',
      text: 'x',
      dsn: { notify: 'never' },
    })
    await waitFor('the fax', async () =>
      (await bridge.ledger()).some(line => line.type === 'taken' && line.to === '+15555551216'),
    )
    await sendMail(bridge.smtpPort, { to: '15555551217@fax.local', messageId: '<dsn-3@x>', text: 'x' })
    await reportOn('<dsn-3@x>')
    expect(bridge.sink.mails.some(mail => mail.raw.includes('<dsn-2@x>'))).toBe(false)
  })
})

describe('what cannot be faxed', () => {
  it('is refused at DATA when there is nothing at all', async () => {
    await expect(
      sendMail(bridge.smtpPort, { to: '15555551212@fax.local', text: ' \n ' }),
    ).rejects.toMatchObject({
      response: expect.stringMatching(/^554 5\.6\.0 /),
    })
  })

  it('fails as a whole and by name when one of two attachments is damaged', async () => {
    const attachments = [
      await pdfOf(1),
      { filename: 'broken.pdf', content: Buffer.from('%PDF-1.4 nothing here') },
    ]
    const before = (await bridge.ledger()).length
    await sendMail(bridge.smtpPort, { to: '15555551218@fax.local', messageId: '<bad-1@x>', attachments })
    const report = await reportOn('<bad-1@x>')
    expect(report.text).toContain('broken.pdf')
    expect(
      (await bridge.ledger())
        .slice(before)
        .filter(line => line.type === 'taken' && line.to === '+15555551218'),
    ).toEqual([])
  })

  it('fails by name when a PDF needs a password', async () => {
    const plain = join(bridge.folder, 'plain.pdf')
    await writeFile(plain, await aPdf(1))
    const locked = join(bridge.folder, 'locked.pdf')
    await oracle('qpdf', ['--encrypt', 'user', 'owner', '256', '--', plain, locked])
    const { readFile } = await import('node:fs/promises')
    const attachments = [{ filename: 'locked.pdf', content: await readFile(locked) }]
    await sendMail(bridge.smtpPort, { to: '15555551219@fax.local', messageId: '<bad-2@x>', attachments })
    const report = await reportOn('<bad-2@x>')
    expect(report.text).toMatch(/locked\.pdf/)
    expect(report.text).toMatch(/password/i)
  })
})

describe('who may send', () => {
  it('is refused at RCPT outside the rules, without a reason that helps to guess', async () => {
    const mail = { from: 'eve@example.com', to: '15555551212@fax.local', text: 'hello' }
    await expect(sendMail(bridge.smtpPort, mail)).rejects.toMatchObject({
      response: expect.stringMatching(/^550 5\.7\.1 /),
    })
  })

  it('needs the key in the first line, and the key is never faxed, reported or stored in the clear', async () => {
    const from = 'kim@example.com'
    const wrong = { from, to: '15555551220@fax.local', text: 'wrong key here\n\nhello' }
    await expect(sendMail(bridge.smtpPort, wrong)).rejects.toMatchObject({
      response: expect.stringMatching(/^550 5\.7\.1 /),
    })
    await sendMail(bridge.smtpPort, {
      from,
      to: '15555551220@fax.local',
      messageId: '<key-1@x>',
      text: `${KEY}\n\nhello`,
    })
    const report = await mailTo(from, mail => mail.inReplyTo === '<key-1@x>')
    expect(report.subject).toMatch(/delivered/i)
    expect(JSON.stringify(bridge.sink.mails.map(mail => mail.raw.toString()))).not.toContain(KEY)
    const list = await bridge.cli('list', '--json')
    expect(list.stdout).not.toContain(KEY)
  })
})

describe('the operator', () => {
  const jobOf = async (number: string) => {
    const { stdout } = await bridge.cli('list', '--json', '--search', number)
    return (JSON.parse(stdout) as { id: string; state: string; held: string | null }[])[0]
  }

  it('sees a fax that is held on bad credentials, and cancels it', async () => {
    await sendMail(bridge.smtpPort, { to: '15555551283@fax.local', messageId: '<held@x>', text: 'hello' })
    const held = await waitFor('the hold', async () => {
      const job = await jobOf('15555551283')
      return job !== undefined && job.held !== null ? job : null
    })
    const shown = await bridge.cli('show', held.id)
    expect(shown.code).toBe(0)
    expect(shown.stdout).toMatch(/credentials/)
    expect((await bridge.cli('cancel', held.id)).code).toBe(0)
    expect((await jobOf('15555551283'))?.state).toBe('cancelled')
    const again = await bridge.cli('cancel', held.id)
    expect(again.code).toBe(5)
    expect(again.stderr).toMatch(/has ended/)
  })

  it('sends a failed fax again as a new one', async () => {
    await sendMail(bridge.smtpPort, { to: '15555551491@fax.local', messageId: '<again@x>', text: 'hello' })
    await reportOn('<again@x>')
    const job = await jobOf('15555551491')
    const { code, stdout } = await bridge.cli('resend', job?.id ?? '', '--json')
    expect(code).toBe(0)
    const { newId } = JSON.parse(stdout) as { newId: string }
    await waitFor('the second try', async () => {
      const taken = (await bridge.ledger()).filter(
        line => line.type === 'taken' && line.to === '+15555551491',
      )
      return taken.length === 2
    })
    expect((await bridge.cli('show', newId, '--json')).stdout).toContain(job?.id)
  })

  it('gets exit codes and hints', async () => {
    const missing = await bridge.cli('show', 'fax_00000000000000000000000000')
    expect(missing.code).toBe(4)
    expect(missing.stderr).toMatch(/faxbridge list/)
  })

  it('finds the control socket closed to others', async () => {
    const { mode } = await stat(join(bridge.folder, 'data', 'control.sock'))
    expect(mode & 0o777).toBe(0o600)
  })

  it('cannot start a second daemon on the same data', async () => {
    const entry = new URL('../../dist/cli/faxbridge.js', import.meta.url).pathname
    const second = run(process.execPath, [entry, 'serve', '--config', bridge.configFile])
    await expect(second).rejects.toMatchObject({
      stderr: expect.stringMatching(/[Aa]nother faxbridge daemon/),
    })
  })

  it('asks for health over HTTP', async () => {
    const ready = await fetch(`http://127.0.0.1:${bridge.httpPort}/health/ready`)
    expect(ready.status).toBe(200)
    const metrics = await (await fetch(`http://127.0.0.1:${bridge.httpPort}/metrics`)).text()
    expect(metrics).toMatch(/^# TYPE faxbridge_/m)
  })
})
