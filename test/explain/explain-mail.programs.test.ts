import { describe, expect, it } from 'vitest'
import type { ConfigInput } from '../../src/config/schema.ts'
import { type ExplainRequest, type Explanation, explainMail } from '../../src/explain/explain-mail.ts'
import type { Inside } from '../../src/explain/explained-parts.ts'
import { file, mail as mailOf, multi, part, png, text } from '../documents/contents/mails.ts'
import { outlookMsg, winmailDat } from '../documents/contents/outlook-files.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { houseConfig, KEY } from '../smtp/house.ts'
import { INSIDE } from './inside.ts'

const HEAD = 'From: ann@example.com\r\nSubject: x\r\n'

interface Played extends Partial<Omit<ExplainRequest, 'mail' | 'listener'>> {
  readonly mail?: string | Uint8Array
  readonly inside?: Partial<Inside>
  readonly listener?: Partial<ConfigInput['smtp']['listeners'][number]>
  readonly subscribers?: readonly string[]
}

function play({
  mail = `${HEAD}\r\nHello\r\n`,
  listener = {},
  subscribers,
  inside = {},
  ...request
}: Played): Promise<Explanation> {
  const config = houseConfig({ listener, ...(subscribers === undefined ? {} : { subscribers }) })
  const [door] = config.smtp.listeners
  if (door === undefined) throw new Error('no listener')
  const bytes = (async function* () {
    yield Buffer.from(mail as string)
  })()
  const asked = { from: 'ann@example.com', to: ['15555551212@fax.local'], peer: '127.0.0.1', auth: null }
  return explainMail(
    config,
    { ...asked, ...request, listener: door, mail: bytes },
    { runtime: testRuntime(new FakeClock()), inside: { ...INSIDE, ...inside } },
  )
}

const codes = (found: Explanation) => found.conversation.map(({ code }) => code)

describe('a mail that is accepted', () => {
  it('has the answers of the daemon, the subscriber, the proof, the parts and the number', async () => {
    const found = await play({})
    expect(found).toMatchObject({
      accepted: true,
      subscriber: 'sales',
      evidence: 'peer',
      headerFrom: 'ann@example.com',
      parts: [{ name: 'text of the mail', leftOut: null }],
      faxes: [{ number: '+15555551212', accounts: ['demo'], refused: null }],
    })
    expect(found.conversation.map(({ reply }) => reply.slice(0, 9))).toEqual([
      '250 2.1.0',
      '250 2.1.5',
      '250 2.6.0',
    ])
  })

  it('names every subscriber, those that were ruled out when it began, too', async () => {
    const { trace } = await play({})
    expect([...new Set(trace.map(({ subscriber }) => subscriber))].sort()).toEqual(
      houseConfig()
        .subscribers.map(({ id }) => id)
        .sort(),
    )
    expect(trace).toContainEqual({ subscriber: 'inactive', entry: null, field: 'active', result: 'fail' })
  })

  it('by a key: it is said, never shown', async () => {
    const found = await play({ subscribers: ['keyed'], mail: `${HEAD}\r\n${KEY}\r\n\r\nHello\r\n` })
    expect(found).toMatchObject({ accepted: true, evidence: 'key', keyCut: true })
    expect(JSON.stringify(found)).not.toContain(KEY)
  })

  it('with what its sender chose, and says what of it cannot be honoured', async () => {
    const head = (tag: string) => `From: ann@example.com\r\nSubject: x [window=20:00-06:00] [${tag}]\r\n`
    const found = await play({ mail: `${head('fine')}\r\nHi\r\n` })
    expect(found.faxes[0]?.options).toEqual({ resolution: 'fine', window: '20:00-06:00 (UTC)' })
    const slip = await play({ mail: `${head('fien')}\r\nHi\r\n` })
    expect(slip.accepted).toBe(false)
    expect(slip.conversation.at(-1)).toMatchObject({ code: 'E_OPTION' })
    expect(slip.conversation.at(-1)?.reply).toMatch(/Did you mean \[fine\]\?$/)
  })

  it('by a login', async () => {
    const found = await play({ auth: 'mfp1', peer: '198.51.100.7', to: ['+4930123456@fax.local'] })
    expect(found).toMatchObject({ accepted: true, subscriber: 'scanner', evidence: 'auth' })
  })

  it('for some of its recipients', async () => {
    const found = await play({
      from: 'dan@example.com',
      mail: 'From: dan@example.com\r\n\r\nHi\r\n',
      subscribers: ['narrow'],
      to: ['15555551212@fax.local', '15555551213@fax.local', '911@fax.local'],
    })
    expect(found.accepted).toBe(true)
    expect(codes(found)).toEqual([null, null, 'E_SENDER_DENIED', 'E_DESTINATION_DENIED', null])
    expect(found.faxes.map(({ number }) => number)).toEqual(['+15555551212'])
  })
})

describe('what was chosen', () => {
  const chosen = { subscribers: ['narrow'], from: 'dan@example.com' }

  it('is shown with each fax', async () => {
    const mail = 'From: dan@example.com\r\nX-Fax-Resolution: standard\r\n\r\nHi\r\n'
    const found = await play({ ...chosen, mail })
    expect(found.faxes).toMatchObject([{ options: { resolution: 'standard' }, list: null }])
  })

  it('and not allowed is refused, although the rules have passed: both are seen', async () => {
    const mail = 'From: dan@example.com\r\nX-Fax-Priority: high\r\n\r\nHi\r\n'
    const found = await play({ ...chosen, mail })
    expect(found.accepted).toBe(false)
    expect(codes(found).slice(0, 2)).toEqual([null, null])
    expect(codes(found)[2]).toMatch(/^E_OPTION/)
    expect(found.trace.filter(({ entry }) => entry === 0).every(({ result }) => result === 'pass')).toBe(true)
  })
})

describe('a mail that is refused', () => {
  it('at the door, by the list of peers', async () => {
    const found = await play({ listener: { profile: 'legacy', peers: ['192.168.0.7'] } })
    expect(found.accepted).toBe(false)
    expect(codes(found)).toEqual(['E_PEER_DENIED'])
  })

  it('without a login where one is needed', async () => {
    expect(codes(await play({ listener: { auth: 'required', insecureAuth: true } }))).toEqual([
      'E_AUTH_REQUIRED',
    ])
  })

  it('at RCPT, with the entry and the field that decided; its parts are shown all the same', async () => {
    const found = await play({ peer: '198.51.100.7', subscribers: ['sales'] })
    expect(codes(found)).toEqual([null, 'E_SENDER_DENIED'])
    expect(found.trace).toContainEqual(
      expect.objectContaining({ subscriber: 'sales', entry: 0, field: 'received_from', result: 'fail' }),
    )
    expect(found.parts).toHaveLength(1)
  })

  it('at its end, for a wrong key, which is not shown', async () => {
    const found = await play({ subscribers: ['keyed'], mail: `${HEAD}\r\nguessed\r\n\r\nHello\r\n` })
    expect(codes(found)).toEqual([null, null, 'E_SENDER_DENIED'])
    expect(found.trace).toContainEqual({ subscriber: 'keyed', entry: null, field: 'key', result: 'fail' })
    expect(JSON.stringify(found)).not.toContain('guessed')
  })

  it('as automatic mail', async () => {
    const found = await play({ mail: `${HEAD}Auto-Submitted: auto-replied\r\n\r\nAway\r\n` })
    expect(codes(found)).toEqual([null, null, 'E_AUTOMATIC_MAIL'])
  })
})

it('a request that makes no sense says what to do', async () => {
  await expect(play({ peer: 'mail.example.com' })).rejects.toThrow(/"mail\.example\.com" is no address/)
  await expect(play({ auth: 'nobody' })).rejects.toThrow(/No subscriber has the login "nobody"/)
})

describe('what a mail carries', () => {
  const shown = ({ parts }: Explanation) =>
    parts.map(({ name, leftOut, onCover }) => `${name}: ${onCover ? 'cover' : (leftOut ?? 'faxed')}`)
  const html = part('Content-Type: text/html', '<p>Hi</p><img src="cid:logo">')

  it('is looked into as the step that prepares it does: containers, signed mails, pictures', async () => {
    const logo = file('logo.png', await png(80, 40), 'Content-Type: image/png\r\nContent-ID: <logo>')
    const photo = file('photo.png', await png(900, 700), 'Content-Type: image/png')
    const attachments = [{ name: 'order.pdf', content: '%PDF-1.7' }]
    const winmail = file(
      'winmail.dat',
      winmailDat({ body: '', attachments }),
      'Content-Type: application/ms-tnef',
    )
    const msg = file('old.msg', outlookMsg({ body: 'Dear Ann', attachments }))
    const found = await play({
      mail: mailOf(multi('mixed', multi('related', html, logo), photo, winmail, msg)),
    })
    expect(shown(found)).toEqual([
      'text of the mail: only the attachments are faxed',
      'logo.png: a logo or icon in the text',
      'photo.png: faxed',
      'order.pdf: faxed',
      'old.msg: faxed',
      'old.msg/text of the mail: faxed',
      'old.msg/order.pdf: faxed',
    ])
    expect(found.unfaxable).toBeNull()
  })

  it('knows a logo that came in earlier mails, where somebody knows it', async () => {
    const logo = file(
      'x.png',
      await png(80, 40),
      'Content-Type: image/png\r\nContent-Disposition: inline; filename=x.png',
    )
    const mail = mailOf(multi('mixed', text('Hello'), logo))
    expect(shown(await play({ mail }))[1]).toBe('x.png: faxed')
    const seenBefore = async () => 5
    expect(shown(await play({ mail, inside: { seenBefore } }))[1]).toBe(
      'x.png: a picture repeated from mail to mail',
    )
  })

  it('that cannot be faxed is said, with its name: then nothing of the mail is', async () => {
    const secret = file('a.pgp', '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM\r\n-----END PGP MESSAGE-----\r\n')
    const mail = mailOf(multi('mixed', text('Hello'), secret))
    const found = await play({ mail })
    expect(found.unfaxable).toMatchObject({
      code: expect.stringMatching(/^E_/),
      text: expect.stringContaining('"a.pgp"'),
    })
    expect(found.parts).toHaveLength(2)
  })
})
