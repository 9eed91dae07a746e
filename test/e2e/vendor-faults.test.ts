/** Each simulated vendor with lost and broken answers, and killed while a fax comes in: once, or a person decides. */
import { describe, expect, it } from 'vitest'
import { waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'
import { FINDS, open, reportOn, states, TYPES } from './vendor-stage.ts'

describe.each(TYPES)('%s, with an answer that is lost', type => {
  it.each(['72', '73', '74', '75'])(
    'as with %s: followed to its end, or a person decides; never two',
    async digits => {
      const { bridge, network } = await open(type)
      await bridge.start()
      const to = `155555513${digits}@fax.local`
      await sendMail(bridge.smtpPort, { to, messageId: '<lost@x>', text: 'hello' })
      const end = await waitFor('the end', async () =>
        (await states(bridge)).find(fax => fax.state === 'delivered' || fax.held !== null),
      )
      // With 75 the vendor took nothing: held, nobody having sent it, or handed over again.
      expect(network.taken()).toHaveLength(end.state === 'delivered' || digits !== '75' ? 1 : 0)
      if (FINDS.includes(type)) expect(end).toMatchObject({ state: 'delivered', held: null })
      if (end.state !== 'delivered') return
      const report = await reportOn(bridge, '<lost@x>')
      expect(report.raw.toString()).toMatch(/^Subject: .*delivered/im)
    },
  )
})

describe.each(TYPES)('%s, with an answer that never comes', type => {
  it('counts as lost after answerSeconds: followed to its end, or a person decides; never two', async () => {
    const { bridge, network } = await open(type, config => {
      const { trial } = config['providers'] as { trial: Record<string, unknown> }
      trial['answerSeconds'] = 2
    })
    await bridge.start()
    await sendMail(bridge.smtpPort, { to: '15555551371@fax.local', messageId: '<hang@x>', text: 'hello' })
    const end = await waitFor('the end', async () =>
      (await states(bridge)).find(fax => fax.state === 'delivered' || fax.held !== null),
    )
    expect(network.taken()).toHaveLength(1)
    if (FINDS.includes(type)) expect(end).toMatchObject({ state: 'delivered', held: null })
    else expect(end.state === 'delivered' || end.held !== null).toBe(true)
  })
})

describe.each(TYPES)('%s, killed while a fax comes in', type => {
  it.each(['inbound-downloaded', 'inbound-queued', 'inbound-delivered'])(
    'at "%s": it is mailed once, then acknowledged',
    async checkpoint => {
      const { bridge, simulated } = await open(type)
      await bridge.start({ crashAt: checkpoint })
      simulated.receive(await aPdf(1, 'Incoming'), { called: '15555550100', caller: '15555559876' })
      await bridge.ended()
      await bridge.start()
      const isSettled = async () => {
        const faxes = JSON.parse((await bridge.cli('received', '--json')).stdout) as { state: string }[]
        return faxes.length === 1 && faxes[0]?.state === 'acknowledged'
      }
      await waitFor('the acknowledgement', isSettled)
      const mails = bridge.sink.mails.filter(entry => entry.to.includes('sales@example.com'))
      const ids = new Set(mails.map(mail => /^Message-ID: (.*)/im.exec(mail.raw.toString())?.[1]))
      expect([mails.length > 0, ids.size]).toEqual([true, 1])
    },
  )
})
