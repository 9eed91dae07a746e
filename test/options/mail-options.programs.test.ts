import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../src/fax/error.ts'
import { chosenOptions, NO_OPTIONS } from '../../src/fax/fax-options.ts'
import { checkAddressTags, mailOptions, optionsFor } from '../../src/options/mail-options.ts'
import { optionPolicy } from '../../src/options/option-policy.ts'
import { headerOptions } from '../../src/options/written-options.ts'
import { refusal } from '../smtp/codes.ts'
import { aConfig, aPolicy, chosen, header, NOON } from './policy.ts'

const at = (text: string) => Date.parse(text)
const byHeader = (...lines: string[]) => chosen({ headers: lines.map(header) }).options[0]
const bySubject = (subject: string) => chosen({ subject })
const byAddress = (...tags: string[]) => chosen({ tags: [tags] }).options[0]
const why = (texts: Parameters<typeof chosen>[0], policy = aPolicy()) => {
  const { code, message } = refusal(() => chosen(texts, policy))
  return code === 'none'
    ? 'none'
    : `${code} ${message.slice(ERRORS[code as keyof typeof ERRORS].text.length + 1)}`
}

describe('the same option in three places', () => {
  const rows: readonly (readonly [string, string, string, object])[] = [
    ['X-Fax-Resolution: Standard', '[standard]', 'standard', { resolution: 'standard' }],
    ['X-Fax-Resolution: fine', '[resolution=fine]', 'resolution=fine', { resolution: 'fine' }],
    ['X-Fax-Paper: a4', '[A4]', 'a4', { paper: 'a4' }],
    ['X-Fax-PageSize: letter', '[letter]', 'letter', { paper: 'letter' }],
    ['X-Fax-Paper: Legal', '[paper=legal]', 'paper=legal', { paper: 'legal' }],
    ['X-Fax-Cover: none', '[nocover]', 'NOCOVER', { cover: 'none' }],
    ['X-Fax-Cover: off', '[no cover]', 'cp=off', { cover: 'none' }],
    ['X-Fax-Priority: High', '[priority=high]', 'priority=high', { priority: 'high' }],
    ['X-Fax-Send-At: 20:00', '[sendat=20:00]', 'sendat=2000', { sendAt: at('2026-11-21T19:00Z') }],
    ['X-Fax-SendTime: 12:55', '[send at 12:55]', 'sendat=12.55', { sendAt: at('2026-11-21T11:55Z') }],
    [
      'X-Fax-Send-At: 2026-11-22 09:30',
      '[sendat=2026-11-22T09:30+01:00]',
      'sendat=2026-11-22T08.30Z',
      { sendAt: at('2026-11-22T08:30Z') },
    ],
    [
      'X-Fax-Window: 20:00-06:00',
      '[window: 20:00-06:00]',
      'window=2000-0600',
      { window: { from: 1200, to: 360 } },
    ],
    ['X-Fax-Billing: C-4711', '[billing=C-4711]', 'billing=C-4711', { billingCode: 'C-4711' }],
    ['X-Fax-From: +1 555 555 0101', '[from=+15555550101]', 'from=15555550101', { ownNumber: '+15555550101' }],
    ['X-Fax-Report: never', '[report=never]', 'report=never', { report: 'never' }],
    [
      'X-Fax-Notify: a@example.com',
      '[notify=a@example.com]',
      'notify=a=example.com',
      { notify: ['a@example.com'] },
    ],
  ]
  it.each(rows)('%s, %s, +%s', (line, tag, address, options) => {
    expect(byHeader(line)).toEqual(options)
    expect(bySubject(`Hello ${tag}`)).toEqual({ options: [options], subject: 'Hello' })
    expect(byAddress(address)).toEqual(options)
  })

  it('the address counts before the subject, the subject before the headers, all before the defaults', () => {
    const policy = aPolicy({ priority: 'low', window: '20:00-06:00', billing: 'house' })
    const headers = [
      header('X-Fax-Resolution: fine'),
      header('X-Fax-Report: never'),
      header('X-Fax-Billing: H'),
    ]
    const texts = { headers, subject: 'Hello [standard] [billing=S]', tags: [['billing=A'], []] }
    expect(chosen(texts, policy).options).toMatchObject([
      { resolution: 'standard', report: 'never', billingCode: 'A', priority: 'low' },
      { resolution: 'standard', report: 'never', billingCode: 'S', window: { from: 1200, to: 360 } },
    ])
    expect(chosen({ subject: '[window=any]' }, policy).options[0]).not.toHaveProperty('window')
    expect(chosen({}, policy).options[0]).toMatchObject({ priority: 'low', billingCode: 'house' })
  })

  it('addresses for copies add up inside a layer', () => {
    expect(byHeader('X-Fax-Notify: a@example.com, b@example.com', 'X-Fax-Notify: c@example.com')).toEqual({
      notify: ['a@example.com', 'b@example.com', 'c@example.com'],
    })
  })

  it('times keep the zone of the subscriber', () => {
    const { options } = mailOptions(
      aPolicy(),
      { subject: '[window=20:00-06:00]', headers: [], tags: [[]] },
      NOON,
    )
    expect(options[0]?.zone).toBe('Europe/Berlin')
  })
})

describe('what is refused, and what it says', () => {
  const rows: readonly (readonly [string, Parameters<typeof chosen>[0]])[] = [
    ['E_OPTION [fien]: there is no such option. Did you mean [fine]?', { subject: 'x [fien]' }],
    ['E_OPTION [standart]: there is no such option. Did you mean [standard]?', { subject: 'x [standart]' }],
    [
      'E_OPTION [sendta=20:00]: there is no such option. Did you mean [sendat=20:00]?',
      { subject: '[sendta=20:00]' },
    ],
    ['E_OPTION [foo=1]: there is no such option. There are: resolution, *', { subject: 'x [foo=1]' }],
    ['E_OPTION [resolution=hihg]: write standard or fine.', { subject: 'x [resolution=hihg]' }],
    ['E_OPTION [priority=hihg]: did you mean high?', { subject: 'x [priority=hihg]' }],
    ['E_OPTION [priority: urgent]: write high, normal or low.', { subject: 'x [priority: urgent]' }],
    ['E_OPTION_NOT_OFFERED [superfine]: superfine is not offered: write fine.', { subject: 'x [superfine]' }],
    [
      'E_OPTION [cover=modern]: there is no cover page of this name: write none or standard.',
      { subject: 'x [cover=modern]' },
    ],
    ['E_OPTION [sendat=]: it has no value.', { subject: 'x [sendat=]' }],
    ['E_OPTION [sendat=8 pm]: write the time with 24 hours, such as 20:00.', { subject: 'x [sendat=8 pm]' }],
    ['E_OPTION [sendat=2026-11-20 20:00]: this time has passed.', { subject: 'x [sendat=2026-11-20 20:00]' }],
    [
      'E_OPTION [sendat=2027-11-20 20:00]: this is more than 30 days ahead.',
      { subject: '[sendat=2027-11-20 20:00]' },
    ],
    [
      'E_OPTION [window=20:00-20:05]: a window has at least 15 minutes.',
      { subject: 'x [window=20:00-20:05]' },
    ],
    [
      'E_OPTION [sendat=: options stand in brackets at the very end of the subject.',
      { subject: '[sendat=20:00] x' },
    ],
    [
      'E_OPTION [sendat=: options stand in brackets at the very end of the subject.',
      { subject: 'x [sendat=20:00' },
    ],
    ['E_OPTION [fiU+200Bne]: an invisible character*(U+200B)*', { subject: 'x [fi\u200bne]' }],
    ['E_OPTION [modern]: there is no such option.*', { subject: 'x [resolution=fine; modern]' }],
    [
      'E_OPTION X-Fax-Resolutoin: there is no such option. Did you mean X-Fax-Resolution?',
      h('X-Fax-Resolutoin: fine'),
    ],
    ['E_OPTION X-Fax-Autocoverpage: there is no such option. There are:*', h('X-FAX-AutoCoverPage: 1')],
    ['E_OPTION X-Fax-Notify: done: write mail addresses*', h('X-FAX-Notify: done')],
    ['E_OPTION X-Fax-To: there is no such option.*', h('X-Fax-To: +15555551212')],
    ['E_OPTION X-Fax-Paper: an invisible character*(U+0000)*', h('X-Fax-Paper: a\u00004')],
    ['E_OPTION X-Fax-Cover: it has no value.', h('X-Fax-Cover:')],
    [
      'E_OPTION X-Fax-Billing: *: write at most 40 letters, digits and . _ - / : #.',
      h(`X-Fax-Billing: ${'9'.repeat(41)}`),
    ],
    [
      'E_OPTION_DENIED [from=+15555559999]: it is not a number of yours: write +1555*',
      { subject: '[from=+15555559999]' },
    ],
    [
      'E_OPTION_DENIED *: your fax operator has not allowed copies to eve@evil.test.',
      h('X-Fax-Notify: eve@evil.test'),
    ],
    [
      'E_OPTION_DENIED *has not allowed copies to 15555551212@fax.local.',
      h('X-Fax-Notify: 15555551212@fax.local'),
    ],
    ['E_OPTION_CONFLICT [fine] and [standard]: write one of them.', { subject: 'x [fine] [standard]' }],
    [
      'E_OPTION_CONFLICT X-Fax-Paper: a4 and X-Fax-Paper: letter: write one*',
      h('X-Fax-Paper: a4', 'X-Fax-Paper: letter'),
    ],
    ['E_OPTION_CONFLICT +fine and +standard: write one of them.', { tags: [['fine', 'standard']] }],
    ['E_OPTION_ADDRESS +fien: there is no such option. Did you mean +fine?', { tags: [['fien']] }],
    ['E_OPTION_ADDRESS +bling=7: there is no such option.*', { tags: [['bling=7']] }],
    [
      'E_OPTION_ADDRESS +biling=7: there is no such option. Did you mean +billing=?',
      { tags: [['biling=7']] },
    ],
    ['E_OPTION_ADDRESS +sendat: it has no value: write +sendat=….', { tags: [['sendat']] }],
    ['E_OPTION_ADDRESS +report=sometimes: write always, failure or never.', { tags: [['report=sometimes']] }],
    [
      'E_OPTION_CONFLICT The resolution must be the same for all recipients of one mail (here: standard and fine): send separate mails.',
      { tags: [['standard'], []] },
    ],
    [
      'E_OPTION_CONFLICT The cover must be the same for all *(here: standard and none)*',
      { tags: [['cover=standard'], []] },
    ],
  ]
  it.each(rows)('%s', (expected, texts) => {
    const pattern = expected.split('*').map(part => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    expect(why(texts)).toMatch(new RegExp(`^${pattern.join('.*')}$`, 'su'))
  })

  it('an option that is not allowed, also by default words', () => {
    const policy = aPolicy({ allow: ['resolution'] })
    expect(why({ subject: 'x [fine]' }, policy)).toBe('none')
    expect(why({ subject: 'x [a4]' }, policy)).toBe(
      'E_OPTION_DENIED [a4]: your fax operator has not allowed the option paper.',
    )
    expect(why(h('X-Fax-Report: never'), policy)).toMatch(
      /^E_OPTION_DENIED X-Fax-Report: never: your fax operator/,
    )
  })

  it('copies of reports for a sender that nothing proves', () => {
    expect(why(h('X-Fax-Notify: a@example.com'), aPolicy({}, false))).toMatch(/^E_OPTION_DENIED/)
  })

  it('more copies than five, and a flood of headers', () => {
    const many = Array.from({ length: 6 }, (_, i) => `X-Fax-Notify: a${i}@example.com`)
    expect(why(h(...many))).toMatch(/more than 5 addresses/)
    expect(why(h(...Array.from({ length: 51 }, () => 'X-Fax-Paper: a4')))).toMatch(
      /more than 50 X-Fax- headers/,
    )
  })

  it('one address with an option that another has not is fine where it says what holds anyway', () => {
    expect(chosen({ tags: [['fine'], []] }).options).toEqual([{ resolution: 'fine' }, {}])
    expect(chosen({ tags: [['billing=1'], ['billing=2']] }).options).toEqual([
      { billingCode: '1' },
      { billingCode: '2' },
    ])
  })
})

function h(...lines: string[]) {
  return { headers: lines.map(header) }
}

describe('brackets that belong to the subject', () => {
  it.each([
    'Hello [EXTERNAL]',
    'Hello [1234]',
    'Hello [Ticket#4711]',
    'Hello [Ticket: 4711]',
    'Hello [ref:_00D1234:ref]',
    'Hello [Form: 12]',
    'Hello [File]',
    'Hello [Parking Fines]',
    'Hello [find]',
    'Hello [Better]',
    'Hello [Report]',
    'Hello [report 2026]',
    'Contract [Legal]',
    'Hello [Cover letter]',
    'Hello [Net costs = 12 EUR]',
    'Hello [1=2]',
    'Hello [SEC=OFFICIAL:Sensitive, ACCESS=Legal-Privilege]',
    'Hello [DLM=For-Official-Use-Only]',
    'Hello [https://example.com/?from=7]',
    'Hello [OK, fine]',
    'Hello [ok; fine]',
    'Hello [fine, thanks]',
    'Hello []',
    'Hello [',
    'Hello ]',
    'Hello [[1]]',
    'RE: [JIRA] (PROJ-12) Hello [Petter]',
    '[fine] Hello',
    'A [fine] line',
  ])('%s', subject => {
    expect(bySubject(subject)).toEqual({ options: [{}], subject })
  })

  it.each([
    ['Hello [fine] [SEC=OFFICIAL]', 'Hello [SEC=OFFICIAL]', { resolution: 'fine' }],
    ['Hello [fine] [EXTERNAL]', 'Hello [EXTERNAL]', { resolution: 'fine' }],
    ['Hello [EXTERNAL] [Fine]', 'Hello [EXTERNAL]', { resolution: 'fine' }],
    ['Hello  [Ticket#1]  [fine][a4]  ', 'Hello  [Ticket#1]', { resolution: 'fine', paper: 'a4' }],
    ['[fine]', '', { resolution: 'fine' }],
    ['Hello [fine, a4]', 'Hello', { resolution: 'fine', paper: 'a4' }],
    ['Hello [fine; report=never]', 'Hello', { resolution: 'fine', report: 'never' }],
    [
      'Hello [notify=a@example.com, b@example.com, fine]',
      'Hello',
      { notify: ['a@example.com', 'b@example.com'], resolution: 'fine' },
    ],
    ['Hello ［ｆｉｎｅ］', 'Hello', { resolution: 'fine' }],
    ['Hello [report never]', 'Hello', { report: 'never' }],
    ['AW: Hello [Priority: High]', 'AW: Hello', { priority: 'high' }],
  ])('%s becomes %s', (written, subject, options) => {
    expect(bySubject(written)).toEqual({ options: [options], subject })
  })
})

describe('X-Fax- headers that are no options', () => {
  it('of our own mails are passed over in a copy of one', () => {
    expect(byHeader('X-Fax-Id: fax_1', 'X-Fax-State: failed', 'X-Fax-From: +1999', 'X-Fax-To: +1')).toEqual(
      {},
    )
    expect(byHeader('X-Fax-Id: fax_1', 'X-Fax-Paper: a4')).toEqual({ paper: 'a4' })
  })

  it('are all known that our mails carry', () => {
    const folder = new URL('../golden/', import.meta.url)
    const mails = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.eml'))
      .map(name => readFileSync(new URL(name, folder), 'utf8'))
    const names = new Set(
      mails.flatMap(mail => mail.split(/\r?\n\r?\n/, 1)[0]?.match(/^X-Fax-[\w-]+/gim) ?? []),
    )
    expect(names.size).toBeGreaterThan(8)
    const lines = [...names].map(name => header(`${name}: x`))
    expect(headerOptions(lines, [])).toEqual([])
  })

  it('nor are keys in brackets that the configuration names, but for options', () => {
    const policy = aPolicy({ ignore_tags: ['Case', 'fine', 'Report'] })
    expect(chosen({ subject: 'x [case=7]' }, policy)).toEqual({ options: [{}], subject: 'x [case=7]' })
    expect(chosen({ subject: 'x [report=never]' }, policy).options).toEqual([{ report: 'never' }])
    expect(why({ subject: 'x [SEC=OFFICIAL]' }, policy)).toMatch(/^E_OPTION \[SEC=OFFICIAL\]/)
  })

  it('may be named in the configuration', () => {
    const policy = aPolicy({ ignore_headers: ['X-FAX-Model'] })
    expect(chosen({ headers: [header('X-Fax-Model: MX-7')] }, policy).options).toEqual([{}])
    expect(why(h('X-Fax-Models: MX-7'), policy)).toMatch(/^E_OPTION X-Fax-Models/)
  })
})

describe('cover pages and the header text', () => {
  it('are those of the subscriber, by any case', () => {
    const config = aConfig({ cover: 'standard' })
    const [subscriber] = config.subscribers
    if (subscriber === undefined) throw new Error('no subscriber')
    const own = { ...subscriber, covers: [{ name: 'Modern', form: '/x.pdf' }] }
    const policy = optionPolicy(config, own, true)
    expect(chosen({ subject: '[cover=modern]' }, policy).options).toEqual([{ cover: 'Modern' }])
    expect(chosen({ tags: [['cover=standard'], []] }, policy).options).toEqual([{ cover: 'standard' }, {}])
    expect(why({ subject: '[cover=moder]' }, policy)).toMatch(/did you mean Modern\?$/)
    expect(why({ tags: [['nocover'], []] }, policy)).toMatch(/\(here: none and standard\)/)
  })

  it('a header text may differ from fax to fax', () => {
    expect(chosen({ tags: [['header=ACME'], ['header=Grüße & Co.']] }).options).toEqual([
      { headerText: 'ACME' },
      { headerText: 'Grüße & Co.' },
    ])
  })
})

it('a mail without a trace of options takes the defaults and keeps its subject', () => {
  const texts = { subject: 'Hello', headers: [], tags: [[], []] }
  const from = { subscriberId: 'sales', proven: true }
  expect(optionsFor(aConfig(), from, texts, NOON)).toEqual({
    options: [NO_OPTIONS, NO_OPTIONS],
    subject: 'Hello',
  })
  const busy = aConfig({ options: { priority: 'low' } })
  expect(optionsFor(busy, from, texts, NOON).options[1]?.priority).toBe('low')
  expect(refusal(() => optionsFor(aConfig(), { ...from, subscriberId: 'gone' }, texts, NOON)).code).toBe(
    'E_INTERNAL',
  )
})

it('what was chosen is shown under its name, times as the subscriber reads them', () => {
  const subject = '[fine] [sendat=20:00] [window=20:00-06:00] [notify=a@example.com, b@example.com]'
  const { options } = mailOptions(aPolicy(), { subject, headers: [], tags: [[]] }, NOON)
  expect(chosenOptions(options[0] ?? NO_OPTIONS)).toEqual({
    resolution: 'fine',
    sendat: '2026-11-21 20:00 (Europe/Berlin)',
    window: '20:00-06:00 (Europe/Berlin)',
    notify: 'a@example.com, b@example.com',
  })
  expect(chosenOptions(NO_OPTIONS)).toEqual({})
})

describe('an address at RCPT', () => {
  it('is refused for what nobody could use, and not for what depends on whose mail it is', () => {
    const code = (tag: string) => refusal(() => checkAddressTags([tag])).code
    expect(
      ['fine', 'from=15555559999', 'cover=modern', 'notify=a@b.test', 'sendat=2001-01-01T0000'].map(code),
    ).toEqual(Array.from({ length: 5 }, () => 'none'))
    expect(['fien', 'x=1', 'from=12', 'window=2000', 'header'].map(code)).toEqual(
      Array.from({ length: 5 }, () => 'E_OPTION_ADDRESS'),
    )
  })
})
