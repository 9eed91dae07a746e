import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '../fakes/certificate.ts'
import { type Bridge, freePort, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'
import { postfixMissing, relayThroughPostfix } from './postfix-relay.ts'

const run = promisify(execFile)
const PASSWORD = 'a-password-of-a-scanner'
let bridge: Bridge
let tlsPort: number

beforeAll(async () => {
  tlsPort = await freePort()
  const { cert, key } = await makeCertificate()
  bridge = await makeBridge(config => {
    const smtp = config['smtp'] as { listeners: object[] }
    const tls = { tls: 'required', cert: 'cert.pem', key: 'key.pem', auth: 'required' }
    smtp.listeners.push({ name: 'submission', listen: `127.0.0.1:${tlsPort}`, ...tls })
    const subscribers = config['subscribers'] as object[]
    const logins = [{ user: 'scanner', password: PASSWORD }]
    subscribers.push({ id: 'scanner', active: true, numbers: ['+15555550400'], country: 'US', logins })
  })
  await writeFile(join(bridge.folder, 'cert.pem'), cert)
  await writeFile(join(bridge.folder, 'key.pem'), key, { mode: 0o600 })
  await writeFile(join(bridge.folder, 'scan.pdf'), await aPdf(1, 'Scan'))
  await bridge.start()
})
afterAll(() => bridge.close())

const reportTo = (to: string, word: string) =>
  waitFor(`a report to ${to} with ${word}`, () =>
    bridge.sink.mails.find(mail => mail.to.includes(to) && mail.raw.includes(word)),
  )

describe('swaks', () => {
  it('sends an attachment', async () => {
    const { stdout } = await run('swaks', [
      ...[
        '--server',
        `127.0.0.1:${bridge.smtpPort}`,
        '--from',
        'ann@example.com',
        '--to',
        '15555551231@fax.local',
      ],
      ...['--header', 'Subject: by-swaks', '--attach-type', 'application/pdf'],
      ...['--attach-name', 'scan.pdf', '--attach', `@${join(bridge.folder, 'scan.pdf')}`],
    ])
    expect(stdout).toMatch(/250 2\.6\.0 sub_/)
    const report = await reportTo('ann@example.com', 'by-swaks')
    expect(report.raw.toString()).toContain('scan.pdf')
  })

  it('logs in over STARTTLS, and then needs no access list', async () => {
    const { stdout } = await run('swaks', [
      ...[
        '--server',
        `127.0.0.1:${tlsPort}`,
        '--from',
        'scanner@example.com',
        '--to',
        '15555551232@fax.local',
      ],
      ...['--tls', '--auth', 'PLAIN', '--auth-user', 'scanner', '--auth-password', PASSWORD],
      ...['--header', 'Subject: by-scanner', '--body', 'scanned'],
    ])
    expect(stdout).toMatch(/250 2\.6\.0 sub_/)
    await reportTo('scanner@example.com', 'by-scanner')
  })

  it('is refused without TLS, and with a wrong password', async () => {
    const base = [
      '--server',
      `127.0.0.1:${tlsPort}`,
      '--from',
      'ann@example.com',
      '--to',
      '15555551232@fax.local',
    ]
    await expect(run('swaks', base)).rejects.toMatchObject({ stdout: expect.stringMatching(/530 5\.7\.0/) })
    const wrong = ['--tls', '--auth', 'PLAIN', '--auth-user', 'scanner', '--auth-password', 'guess']
    await expect(run('swaks', [...base, ...wrong])).rejects.toMatchObject({
      stdout: expect.stringMatching(/535 5\.7\.8/),
    })
  })
})

describe('msmtp', () => {
  it('asks for a delivery report and gets it', async () => {
    const file = join(bridge.folder, 'msmtprc')
    const account = `account default\nhost 127.0.0.1\nport ${bridge.smtpPort}\nfrom ann@example.com\ntls off\nauth off\n`
    await writeFile(file, account)
    await chmod(file, 0o600)
    const child = run('msmtp', [
      '-C',
      file,
      '--dsn-notify=success,failure',
      '--dsn-return=headers',
      '--',
      '15555551233@fax.local',
    ])
    child.child.stdin?.end('From: ann@example.com\nTo: 15555551233@fax.local\nSubject: by-msmtp\n\nhello\n')
    await child
    const report = await reportTo('ann@example.com', 'by-msmtp')
    expect(report.from).toBe('')
    expect(report.raw.toString()).toMatch(/Content-Type: message\/delivery-status/)
    expect(report.raw.toString()).toMatch(/^Action: delivered/m)
  })
})

describe.skipIf(postfixMissing !== null)(
  `Postfix in front${postfixMissing === null ? '' : ` (${postfixMissing})`}`,
  () => {
    it('relays with NOTIFY and ORCPT, and both come back in the delivery report', async () => {
      const postfix = await relayThroughPostfix(bridge.folder, bridge.smtpPort)
      try {
        await sendMail(postfix.port, {
          to: '15555551291@fax.local',
          subject: 'by-postfix',
          text: 'hello',
          dsn: {
            id: 'QQ314159',
            notify: ['success', 'failure'],
            recipient: 'rfc822;Fax=15555551291@fax.local',
          },
        })
        const report = (await reportTo('ann@example.com', 'by-postfix')).raw.toString()
        expect(report).toMatch(/^Original-Envelope-Id: QQ314159/m)
        expect(report).toMatch(/^Original-Recipient: rfc822;\s*Fax=15555551291@fax\.local/m)
        expect(report).toMatch(/^Action: failed/m)
        expect(report).toMatch(/^Status: 4\.4\.1/m)
      } finally {
        postfix.stop()
      }
    })
  },
)
