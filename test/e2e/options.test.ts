import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { sendMail } from './mailing.ts'

interface Shown {
  readonly id: string
  readonly state: string
  readonly subject: string
  readonly waitsUntil: string | null
  readonly resolution: string | null
  readonly options: Readonly<Record<string, string>>
}

let bridge: Bridge

beforeAll(async () => {
  bridge = await makeBridge(config => {
    const [sales] = config['subscribers'] as Record<string, unknown>[]
    Object.assign(sales ?? {}, { time_zone: 'Europe/Berlin', options: { notify: ['*@example.com'] } })
  })
  await bridge.start()
})
afterAll(() => bridge.close())

async function faxes(): Promise<readonly Shown[]> {
  return JSON.parse((await bridge.cli('list', '--json')).stdout)
}
async function shown(id: string): Promise<Shown> {
  return JSON.parse((await bridge.cli('show', id, '--json')).stdout)
}
const mailsTo = (address: string) =>
  Promise.all(bridge.sink.mails.filter(mail => mail.to.includes(address)).map(mail => simpleParser(mail.raw)))

describe('options of a mail', () => {
  it('decide over pages, report and copies, and are gone from the subject', async () => {
    const { response } = await sendMail(bridge.smtpPort, {
      to: '15555551212+standard+nocover@fax.local',
      subject: 'Contract [Ticket#7] [report=never] [notify=bob@example.com]',
      text: 'Hello',
      messageId: '<o1@x>',
    })
    expect(response).toMatch(/^250 2\.6\.0/)
    const copy = await waitFor('the copy', async () => (await mailsTo('bob@example.com'))[0] ?? null)
    expect(copy.headers.get('auto-submitted')).toBe('auto-generated')
    expect(copy.text).toContain('Contract [Ticket#7]')
    const [fax] = await faxes()
    expect(await shown(fax?.id ?? '')).toMatchObject({
      state: 'delivered',
      subject: 'Contract [Ticket#7]',
      resolution: 'standard',
      options: { resolution: 'standard', cover: 'none', report: 'never', notify: 'bob@example.com' },
    })
    expect(await mailsTo('ann@example.com')).toEqual([])
  })

  it('a fax with a time waits, is listed so, survives a restart, and can be cancelled', async () => {
    const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
    await sendMail(bridge.smtpPort, {
      to: '15555551200@fax.local',
      subject: `Later [sendat=${day} 12:00]`,
      text: 'x',
    })
    const find = async () => (await faxes()).find(({ subject }) => subject === 'Later')
    const ready = async () => ((await find())?.state === 'ready' ? find() : null)
    const fax = await waitFor('the fax to be ready', ready)
    expect(fax?.waitsUntil?.slice(0, 10)).toBe(day)
    expect((await bridge.cli('list')).stdout).toMatch(new RegExp(`ready, waits until ${day}`))
    await bridge.stop()
    await bridge.start()
    expect((await find())?.waitsUntil).toBe(fax?.waitsUntil)
    expect((await bridge.cli('show', fax?.id ?? '')).stdout).toMatch(
      /Made into 1 page\. Waits until .*12:00 \(Europe\/Berlin\)/,
    )
    expect((await bridge.cli('cancel', fax?.id ?? '')).code).toBe(0)
    expect((await find())?.state).toBe('cancelled')
    const dialled = (await bridge.ledger()).filter(
      line => line.type === 'taken' && line.to === '+15555551200',
    )
    expect(dialled).toEqual([])
  })

  it('a slip comes back with the reason, and nothing is kept', async () => {
    const before = (await faxes()).length
    const refused = sendMail(bridge.smtpPort, {
      to: '15555551212@fax.local',
      subject: 'Contract [fien]',
      text: 'x',
    })
    await expect(refused).rejects.toThrow(/554 5\.6\.0 .*Did you mean \[fine\]\?/)
    expect((await faxes()).length).toBe(before)
  })
})
