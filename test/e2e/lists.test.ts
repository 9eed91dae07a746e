import { simpleParser } from 'mailparser'
import { afterEach, describe, expect, it } from 'vitest'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'

let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})

describe('a mail to a distribution list', () => {
  it('makes one fax to each member and one report, and a budget holds what goes beyond it', async () => {
    const b = await makeBridge(config => {
      const [sales] = config['subscribers'] as Record<string, unknown>[]
      // 91: the line is busy. See docs/providers.md.
      Object.assign(sales ?? {}, {
        lists: [
          { name: 'customers', members: ['+15555551201', '+15555551202', '+15555551291', '+15555551201'] },
        ],
        budget: { pages_per_day: 7 },
      })
    })
    bridge = b
    await b.start()
    const attachments = [{ filename: 'news.pdf', content: await aPdf(2) }]
    const mail = { to: 'customers@lists.fax.local', messageId: '<l1@x>', attachments }
    const sent = await sendMail(b.smtpPort, mail)
    expect(sent.response).toMatch(/^250 2\.6\.0 sub_[0-9a-z]{26} accepted for 3 faxes/)
    const id = /sub_[0-9a-z]{26}/.exec(sent.response)?.[0] ?? ''

    const reports = () => b.sink.mails.filter(entry => entry.to.includes('ann@example.com'))
    await waitFor('the report', () => reports().length > 0)
    const report = await simpleParser(reports()[0]?.raw ?? '')
    expect(report.inReplyTo).toBe('<l1@x>')
    expect(report.subject).toBe('Fax to the list customers: 2 delivered, 1 not')
    expect(report.text).toMatch(/Not delivered:\s+- \+1 555 555 1291: the line was busy/)
    const taken = (await b.ledger()).filter(entry => entry.type === 'taken')
    expect(taken.map(entry => entry.to).sort()).toEqual(['+15555551201', '+15555551202', '+15555551291'])

    const shown = await b.cli('show', id)
    expect(shown.stdout).toMatch(/Lists:\s+customers/)
    expect(shown.stdout).toMatch(/Faxes:\s+3: 2 delivered, 1 failed/)

    // Four of seven pages went out (the busy line took none): the next six are too many.
    await sendMail(b.smtpPort, { ...mail, messageId: '<l2@x>' })
    await waitFor('a held fax', async () =>
      (await b.cli('list', '--held', '--json')).stdout.includes('budget'),
    )
    expect((await b.cli('budget')).stdout).toMatch(/sales\s+- +[46] of 7/)
    expect(reports()).toHaveLength(1)
  })
})
