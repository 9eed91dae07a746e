import { afterEach, describe, expect, it } from 'vitest'
import type { AnswerDesk } from '../../src/fax/answer.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { InboundFaxId } from '../../src/fax/id.ts'
import { KEY, openHouse } from './house.ts'

const SALES = `${'0'.repeat(52)}abcd`
const KEYED = `${'0'.repeat(52)}abce`
const DENIED = `${'0'.repeat(52)}abcf`
const FAX = 'inb_01kaj00000aaaaaaaaaaaaaaaa' as InboundFaxId

const desk: AnswerDesk = {
  async find(token) {
    const subscriberId = token === KEYED ? 'keyed' : 'sales'
    const number = (token === DENIED ? '+15555550404' : '+15555551212') as FaxNumber
    return [SALES, KEYED, DENIED].includes(token)
      ? { id: FAX, subscriberId, number, marks: ['standard'] }
      : null
  },
}

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Gives the last reply of each command. */
async function conversation(options: {
  readonly to: readonly string[]
  readonly from?: string
  readonly path?: string
  readonly header?: string
  readonly text?: string
}) {
  const house = await openHouse({ answers: desk })
  closers.push(() => house.close())
  const wire = await house.connect()
  const { to, from = 'ann@example.com', path = from, header = '', text = 'Yes.' } = options
  await wire.ask('EHLO client.example')
  const replies = [await wire.ask(`MAIL FROM:<${path}>`)]
  for (const address of to) replies.push(await wire.ask(`RCPT TO:<${address}>`))
  if (replies.slice(1).some(reply => reply.startsWith('250'))) {
    await wire.ask('DATA')
    replies.push(await wire.ask(`From: ${from}\r\n${header}\r\n${text}\r\n.`))
  }
  return { replies, mails: house.intake.mails.map(({ mail }) => mail) }
}
const address = (token: string) => `answer+${token}@fax.local`

describe('an answer to a received fax', () => {
  it('is a fax to its caller, for the subscriber who received it', async () => {
    const { replies, mails } = await conversation({
      to: [address(SALES.toUpperCase())],
      header: 'Subject: Re: [standard] Fax from +1 555 555 1212\r\nIn-Reply-To: <inb-1@fax.example.com>\r\n',
    })
    expect(replies[2]).toMatch(/accepted for 1 fax/)
    expect(mails).toMatchObject([
      {
        subscriberId: 'sales',
        subject: 'Re: Fax from +1 555 555 1212',
        recipients: [
          { number: '+15555551212', address: '+15555551212@fax.local', options: { resolution: null } },
        ],
        answers: [FAX],
      },
    ])
  })

  it('may go to other numbers of the same subscriber as well', async () => {
    const { mails } = await conversation({ to: [address(SALES), '15555551213@fax.local'] })
    expect(mails[0]?.recipients.map(({ number }) => number)).toEqual(['+15555551212', '+15555551213'])
  })

  it('proves nobody: a stranger is refused, whoever gave him the address', async () => {
    const { replies, mails } = await conversation({ to: [address(SALES)], from: 'eve@example.com' })
    expect(replies[2]).toMatch(/^550/)
    expect(mails).toEqual([])
  })

  it('needs the key of the subscriber, where he has one', async () => {
    const without = await conversation({ to: [address(KEYED)] })
    expect(without.replies[2]).toMatch(/^550/)
    const { mails } = await conversation({ to: [address(KEYED)], text: `${KEY}\r\n\r\nYes.` })
    expect(mails).toMatchObject([{ subscriberId: 'keyed', evidence: 'key' }])
  })

  it('goes nowhere where the subscriber may not fax', async () => {
    const { replies, mails } = await conversation({ to: [address(DENIED)] })
    expect(replies[1]).toMatch(/^550 .*list of numbers that must not be faxed/)
    expect(mails).toEqual([])
  })

  it.each([address('1'.repeat(56)), `answer+${SALES}0@fax.local`, `answer+${SALES}@example.org`])(
    '%s is refused',
    async to => {
      const { replies, mails } = await conversation({ to: [to] })
      expect(replies[1]).toMatch(/^5/)
      expect(mails).toEqual([])
    },
  )

  it.each([
    ['a bounce', { path: '' }, /^550/],
    ['a vacation notice', { header: 'Auto-Submitted: auto-replied\r\n' }, /^5/],
    [
      'one that says it in its subject alone',
      { header: 'Subject: Automatische Antwort: Fax\r\n' },
      /^5.*machine|^5/,
    ],
    ['another', { header: 'Subject: =?utf-8?q?R=C3=A9ponse_automatique_:?= Fax\r\n' }, /^5/],
    ['a mailing list', { header: 'List-Id: <x.example.com>\r\n' }, /^5/],
  ])('%s never becomes a fax', async (_, mail, reply) => {
    const { replies, mails } = await conversation({ to: [address(SALES)], ...mail })
    expect(replies.at(-1)).toMatch(reply)
    expect(mails).toEqual([])
  })
})
