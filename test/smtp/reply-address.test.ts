import { describe, expect, it } from 'vitest'
import { ReplyTray, replyToken } from '../../src/smtp/reply-address.ts'

const TOKEN = '01kaj00000aaaaaaaaaaaaaaaa0h2w0123456789abcdefghjkmnpqrs'
const DOMAINS = ['fax.local']
const rcpt = (localPart: string, domain = 'fax.local') => ({
  address: `${localPart}@${domain}`,
  localPart,
  domain,
  dsn: { notify: null, originalRecipient: null },
})

describe('addresses of replies', () => {
  it('are known in any capitals, at our own domains only', () => {
    expect(replyToken(rcpt(`fax+${TOKEN}`), DOMAINS)).toBe(TOKEN)
    expect(replyToken(rcpt(`FAX+${TOKEN.toUpperCase()}`, 'FAX.Local'), DOMAINS)).toBe(TOKEN)
    expect(replyToken(rcpt(`fax+${TOKEN}`, 'example.com'), DOMAINS)).toBeNull()
  })

  it.each([
    `fax+${TOKEN}0`,
    `fax+${TOKEN.slice(1)}`,
    TOKEN,
    `fax+${'u'.repeat(56)}`,
    '15555551212',
    'fax+15555551212',
  ])('%s is none', localPart => {
    expect(replyToken(rcpt(localPart), DOMAINS)).toBeNull()
  })

  it('fit into a local part', () => {
    // RFC 5321 §4.5.3.1.1
    expect(`fax+${TOKEN}`.length).toBeLessThanOrEqual(64)
  })
})

describe('the recipients of a reply', () => {
  const refused = expect.objectContaining({ code: 'E_REPLY_TO_REPORT' })
  const number = rcpt('15555551212')
  const reply = rcpt(`fax+${TOKEN}`)

  it('one reply address, twice if need be, is a reply', () => {
    const tray = new ReplyTray()
    expect([tray.takes(reply, DOMAINS, 0), tray.takes(reply, DOMAINS, 0), tray.token]).toEqual([
      true,
      true,
      TOKEN,
    ])
    tray.mustNotBeMixed()
  })

  it('numbers alone are none', () => {
    const tray = new ReplyTray()
    expect([tray.takes(number, DOMAINS, 0), tray.takes(number, DOMAINS, 1), tray.token]).toEqual([
      false,
      false,
      null,
    ])
    tray.mustNotBeMixed()
  })

  it('both together are refused, and so is then the mail, whichever came first', () => {
    const first = new ReplyTray()
    first.takes(reply, DOMAINS, 0)
    expect(() => first.takes(number, DOMAINS, 0)).toThrow(refused)
    expect(() => first.mustNotBeMixed()).toThrow(refused)
    const second = new ReplyTray()
    second.takes(number, DOMAINS, 0)
    expect(() => second.takes(reply, DOMAINS, 1)).toThrow(refused)
    expect(() => second.mustNotBeMixed()).toThrow(refused)
  })

  it('two replies in one mail are none', () => {
    const tray = new ReplyTray()
    tray.takes(reply, DOMAINS, 0)
    expect(() => tray.takes(rcpt(`fax+${TOKEN.replace(/^0/, '1')}`), DOMAINS, 0)).toThrow(refused)
  })
})
