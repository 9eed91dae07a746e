/** The whole daemon against each simulated vendor: the ledger of the vendor is compared with what the daemon says. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ConfigPatch, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'
import { FINDS, open, reportOn, states, TYPES } from './vendor-stage.ts'

describe.each(TYPES)('%s', type => {
  it('sends one fax for each number, and every report is true', async () => {
    const { bridge, network } = await open(type)
    await bridge.start()
    const attachments = [{ filename: 'order.pdf', content: await aPdf(2) }]
    await sendMail(bridge.smtpPort, { to: '15555551213@fax.local', messageId: '<good@x>', attachments })
    await sendMail(bridge.smtpPort, { to: '15555551391@fax.local', messageId: '<busy@x>', attachments })
    const [good, busy] = [await reportOn(bridge, '<good@x>'), await reportOn(bridge, '<busy@x>')]
    expect(good.raw.toString()).toMatch(/^Subject: .*delivered/im)
    expect(busy.raw.toString()).toMatch(/^Action: failed/m)
    expect(
      network
        .taken()
        .map(fax => fax.number.slice(-7))
        .sort(),
    ).toEqual(['5551213', '5551391'])
    for (const fax of network.taken()) expect(fax.pages).toBe(2)
    expect(await states(bridge)).toMatchObject([
      { number: '+15555551391', state: 'failed' },
      { number: '+15555551213', state: 'delivered' },
    ])
    const test = await bridge.cli('providers', 'test', 'trial', '--to', '+15555551217')
    expect(test.stdout).toMatch(/ok +test fax to \+15555551217: Delivered/)
    expect(test.code).toBe(0)
    expect(network.taken().map(fax => [fax.number.slice(-7), fax.pages])).toContainEqual(['5551217', 1])
    expect((await bridge.cli('providers', 'list')).stdout).toMatch(/trial +\w+ +open +0/)
    const log = JSON.stringify(bridge.sink.mails.map(mail => mail.raw.toString()))
    expect(log).not.toContain('simulator-password')
  })

  it.each(['submitting', 'answered', 'submitted', 'verdict-seen'])(
    'killed at "%s": nothing is sent twice, nothing is lost',
    async checkpoint => {
      const { bridge, network } = await open(type)
      await bridge.start({ crashAt: checkpoint })
      await sendMail(bridge.smtpPort, { to: '15555551213@fax.local', messageId: '<crash@x>', text: 'hello' })
      await bridge.ended()
      await bridge.start()
      const end = await waitFor('the end', async () => {
        const [fax] = await states(bridge)
        return fax !== undefined && (fax.state === 'delivered' || fax.held !== null) ? fax : null
      })
      expect(network.taken()).toHaveLength(end.state === 'delivered' ? 1 : network.taken().length)
      expect(network.taken().length).toBeLessThanOrEqual(1)
      // Where the vendor cannot be asked, a person decides; everywhere else the fax arrives.
      const mayHold = !FINDS.includes(type) && ['submitting', 'answered'].includes(checkpoint)
      if (!mayHold) expect(end).toMatchObject({ state: 'delivered', held: null })
    },
  )

  it('a received fax comes as mail', async () => {
    const { bridge, simulated } = await open(type)
    await bridge.start()
    simulated.receive(await aPdf(1, 'Incoming'), { called: '15555550100', caller: '15555559876' })
    const mail = await waitFor('the mail', () =>
      bridge.sink.mails.find(entry => entry.to.includes('sales@example.com')),
    )
    expect(mail.raw.toString()).toContain('5555559876')
    const { stdout } = await bridge.cli('received', '--json')
    await waitFor('the acknowledgement', async () => {
      const text = (await bridge.cli('received', '--json')).stdout
      return (JSON.parse(text) as { state: string }[]).every(fax => fax.state === 'acknowledged')
    })
    expect(JSON.parse(stdout)).toHaveLength(1)
  })
})

describe.each(TYPES)('%s, asked to wait', type => {
  it('hands the fax over again later, once', async () => {
    const { bridge, network } = await open(type)
    await bridge.start()
    await sendMail(bridge.smtpPort, { to: '15555551376@fax.local', messageId: '<wait@x>', text: 'hello' })
    const report = await reportOn(bridge, '<wait@x>')
    expect(report.raw.toString()).toMatch(/^Subject: .*delivered/im)
    expect(network.taken()).toHaveLength(1)
    expect(network.entries().filter(entry => entry.type === 'declined')).toHaveLength(1)
  })
})

const SECRET = 'a-long-and-random-webhook-secret-of-48-characters'

describe.each(['opentext', 'openfax', 'faxplus'] as const)('%s takes back its word', type => {
  it('and the sender gets one correction, in the thread of the first report', async () => {
    const withWebhook: ConfigPatch = config => {
      const { trial } = config['providers'] as { trial: Record<string, unknown> }
      const http = config['http'] as Record<string, string>
      trial['webhook'] = { secret: SECRET }
      http['publicUrl'] = `http://${http['listen']}`
    }
    // Long enough for the first word to be read: Openfax is asked every five seconds.
    const { bridge, simulated } = await open(type, withWebhook, 15)
    await bridge.start()
    const to = '15555551399@fax.local'
    await sendMail(bridge.smtpPort, { to, messageId: '<first@x>', text: 'hello' })
    const first = (await reportOn(bridge, '<first@x>')).raw.toString()
    expect(first).toMatch(/^Subject: Fax to .*delivered/im)
    const firstId = /^Message-ID: (<.*>)/im.exec(first)?.[1] ?? ''
    const tell = async (times: number) => {
      for (const { body, target, type: contentType } of simulated.news())
        for (let n = 0; n < times; n++)
          await fetch(target ?? `http://127.0.0.1:${bridge.httpPort}/webhooks/trial/${SECRET}`, {
            method: 'POST',
            headers: { 'content-type': contentType },
            body,
          })
      return bridge.sink.mails.find(mail => mail.raw.includes(`In-Reply-To: ${firstId}`))
    }
    const correction = (await waitFor('the correction', () => tell(3))).raw.toString()
    expect(correction).toMatch(/^Subject: Correction: Fax to .* failed/m)
    expect(correction).toMatch(/^Action: failed/m)
    expect(await states(bridge)).toMatchObject([{ state: 'failed' }])
    const { length } = bridge.sink.mails
    await tell(3)
    expect(bridge.sink.mails).toHaveLength(length)
    expect(length).toBe(2)
  })
})

describe('secrets', () => {
  it('stand in no file but the configuration', async () => {
    const { bridge } = await open('ucx')
    await bridge.start()
    await sendMail(bridge.smtpPort, { to: '15555551213@fax.local', messageId: '<s@x>', text: 'hello' })
    await reportOn(bridge, '<s@x>')
    await bridge.stop()
    const data = join(bridge.folder, 'data')
    const database = await readFile(join(data, 'faxbridge.db'), 'latin1')
    expect(database).not.toContain('simulator-password')
  })
})
