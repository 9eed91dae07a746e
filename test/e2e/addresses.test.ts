import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { sendMail } from './mailing.ts'

let bridge: Bridge

/** `plain` comes first and can dial a number and nothing else; `demo` behind it can dial all. */
beforeAll(async () => {
  bridge = await makeBridge(config => {
    const loopback = { type: 'loopback', secondsPerPage: 0.05 }
    config['providers'] = { plain: { ...loopback, dials: [] }, demo: loopback }
    config['routes'] = [
      { prefix: '+', provider: 'plain', fallback: ['demo'] },
      { prefix: '+49', provider: 'plain' },
    ]
  })
  await bridge.start()
})
afterAll(() => bridge.close())

describe('an address with more than a number', () => {
  it('is dialled in full by the account that can, and its access code is read nowhere', async () => {
    const code = '82649513'
    const sent = await sendMail(bridge.smtpPort, {
      to: `"FAX=+15555551213/T33S=1387/POSTD=p${code}/ATTN=Jane.Doe"@fax.local`,
      text: 'Good morning.',
      messageId: '<beside@x>',
      dsn: { notify: 'SUCCESS', recipient: `rfc822;FAX=+15555551213/POSTD=p${code}@fax.local` },
    })
    expect(sent.response).toMatch(/^250 2\.6\.0 /)
    const report = await waitFor('the report', () =>
      bridge.sink.mails.find(mail => mail.to.includes('ann@example.com')),
    )
    const [entry, ...more] = (await bridge.ledger()).filter(line => line.type === 'taken')
    expect(entry).toMatchObject({ to: '+15555551213', beside: { subaddress: '1387' } })
    expect(more).toEqual([])
    const list = await bridge.cli('list', '--json')
    const [id = ''] = /fax_[0-9a-z]{26}/.exec(list.stdout) ?? []
    const shown = await bridge.cli('show', id, '--json')
    expect(shown.stdout).toContain('"subaddress": "1387"')
    expect(shown.stdout).toContain('POSTD=***')
    expect(report.raw.toString()).toContain('POSTD=***')
    const readable = [
      list.stdout,
      shown.stdout,
      JSON.stringify(await bridge.ledger()),
      ...bridge.sink.mails.map(mail => mail.raw.toString()),
    ]
    for (const text of readable) expect(text).not.toContain(code)
  })

  it('is refused by name where no account on the way can dial it', async () => {
    const before = (await bridge.ledger()).length
    const refused = sendMail(bridge.smtpPort, {
      to: 'FAX=+493023125000/T33S=1387@fax.local',
      text: 'Good morning.',
    })
    await expect(refused).rejects.toMatchObject({
      response: expect.stringMatching(/^501 5\.1\.3 .*can dial the subaddress \(T33S\)/),
    })
    expect((await bridge.ledger()).length).toBe(before)
  })
})
