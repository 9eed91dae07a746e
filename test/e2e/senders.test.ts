import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import nodemailer from 'nodemailer'
import { afterEach, expect, it } from 'vitest'
import { type DnsServer, startDnsServer, type Zone } from '../fakes/dns-server.ts'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'

let bridge: Bridge | null = null
let dns: DnsServer | null = null
afterEach(async () => {
  await bridge?.close()
  await dns?.close()
})

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const record = `v=DKIM1; p=${pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

async function signed(text: string, type = 'text/plain'): Promise<string> {
  const headers = [
    'From: ann@law.test',
    'To: 15555551212@fax.local',
    'Subject: Contract',
    `Content-Type: ${type}`,
  ]
  const mail = `${headers.join('\r\n')}\r\n\r\n${text}\r\n`
  const { signatures } = await dkimSign(mail, {
    canonicalization: 'relaxed/relaxed',
    signTime: new Date(Date.now() - 60_000),
    signatureData: [
      {
        signingDomain: 'law.test',
        selector: 's1',
        privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
    ],
  } as never)
  return signatures + mail
}

async function send(port: number, raw: string): Promise<string> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true })
  try {
    const envelope = { from: 'bounces@esp.test', to: ['15555551212@fax.local'] }
    return (await transport.sendMail({ envelope, raw })).response
  } catch (error) {
    return (error as { response?: string }).response ?? String(error)
  } finally {
    transport.close()
  }
}

it('a mail that its domain has signed becomes a fax; DNS is asked over the wire', async () => {
  const zone: Zone = { 's1._domainkey.law.test TXT': 'SERVFAIL' }
  dns = await startDnsServer(zone)
  const servers = [dns.address]
  bridge = await makeBridge(config => {
    Object.assign(config['smtp'] as object, { dns: { servers } })
    const [sales] = config['subscribers'] as Record<string, unknown>[]
    Object.assign(sales ?? {}, { acl: [{ kind: 'glob', from_email: '*@law.test', needs: ['domain'] }] })
  })
  await bridge.start()
  const mail = await signed('Please fax this.')
  expect(await send(bridge.smtpPort, mail)).toMatch(/^451 4\.4\.3 /)
  zone['s1._domainkey.law.test TXT'] = [record]
  expect(await send(bridge.smtpPort, mail.replace('Please', 'Do not'))).toMatch(/^550 5\.7\.1 /)
  expect(await send(bridge.smtpPort, mail)).toMatch(/^250 2\.6\.0 /)
  // Larger than what the spool keeps in memory.
  const preamble = 'A line that nobody reads.\r\n'.repeat(60_000)
  const large = await signed(
    `${preamble}--b\r\n\r\nPlease fax this, too.\r\n--b--`,
    'multipart/mixed; boundary=b',
  )
  expect(await send(bridge.smtpPort, large.replace('A line', 'A lion'))).toMatch(/^550 5\.7\.1 /)
  expect(await send(bridge.smtpPort, large)).toMatch(/^250 2\.6\.0 /)
  await waitFor('both faxes', async () => {
    const taken = (await bridge?.ledger())?.filter(entry => entry.type === 'taken') ?? []
    return taken.length === 2
  })
  const { stdout } = await (bridge as Bridge).cli('list', '--json')
  expect(stdout).toContain('15555551212')
})
