import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { OPTION_NAMES } from '../../src/fax/fax-options.ts'
import { OPTION_TABLE } from '../../src/options/option-table.ts'
import { parseFaxAddress } from '../../src/smtp/fax-address.ts'
import { refusal } from '../smtp/codes.ts'
import { chosen, header } from './policy.ts'

const page = readFileSync(new URL('../../docs/mailing.md', import.meta.url), 'utf8')
/** Cells of the table rows, without the code marks. */
const rows = page
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('|---'))
  .map(line =>
    line
      .slice(2, -1)
      .split('|')
      .map(cell => cell.trim().replace(/^`|`$/g, '')),
  )
const examples = (table: string) => {
  const after =
    page
      .slice(page.indexOf(`| ${table} |`))
      .split('\n\n', 1)[0]
      ?.split('\n')
      .slice(2) ?? []
  return after.map(line => /^\| `([^`]+)`/.exec(line)?.[1] ?? `no example: ${line}`)
}

describe('the page for people who send', () => {
  it('has every option, in the table and as a header', () => {
    expect(
      rows
        .map(([cell = '']) => cell)
        .filter(cell => /^[a-z]+$/.test(cell) && cell !== 'option' && cell !== 'where'),
    ).toEqual([...OPTION_NAMES])
    expect(examples('as a header').map(line => line.split(':')[0])).toEqual(
      OPTION_NAMES.map(name => `X-Fax-${OPTION_TABLE[name].header}`),
    )
  })

  it.each(OPTION_NAMES)('every value of %s in the table is legal', name => {
    const [, values = ''] = rows.find(([cell]) => cell === name) ?? []
    for (const [, value = ''] of values.matchAll(/(?:^|`)([a-z0-9][^`,]*)(?:`|$)/g)) {
      if (/letters|numbers|addresses|operator/.test(values) && name !== 'cover') continue
      expect(chosen({ subject: `x [${name}=${value}]` }).subject, value).toBe('x')
    }
  })

  it.each([...examples('in the subject'), 'Contract 4711 [resolution=standard] [sendat=20:00]'])(
    '%s',
    subject => {
      const found = chosen({ subject })
      const ordinary = subject.includes('EXTERNAL')
      expect(found.subject === subject).toBe(ordinary)
      expect(Object.keys(found.options[0] ?? {}).length > 0).toBe(!ordinary)
    },
  )

  it.each([...examples('in the address'), '15555551212+billing=C-4711+report=failure@fax.local'])(
    '%s',
    address => {
      const { tags, number } = parseFaxAddress(address.replace('@fax.local', ''))
      expect(number.digits).toBe('15555551212')
      expect(Object.keys(chosen({ tags: [tags] }).options[0] ?? {})).toHaveLength(tags.length)
      expect(tags.length).toBeGreaterThan(0)
    },
  )

  it.each([...examples('as a header'), 'X-Fax-Send-At: 2026-11-21 20:00'])('%s', line => {
    expect(Object.keys(chosen({ headers: [header(line)] }).options[0] ?? {})).toHaveLength(1)
  })

  it('quotes the answers as they are', () => {
    const wrong = rows.filter(([, answer = '']) => /^\[.*\](?::| and|=)|^\[sendat=: /.test(answer))
    expect(wrong.length).toBeGreaterThan(4)
    for (const [subject = '', answer = ''] of wrong) {
      expect(refusal(() => chosen({ subject })).message, subject).toContain(answer.replace(/…$/, ''))
    }
  })

  it('says truly which brackets stay', () => {
    for (const bracket of [
      '[File]',
      '[Find]',
      '[EXTERNAL]',
      '[1234]',
      '[Ticket#7]',
      '[ref:_00D12:ref]',
      '[SEC=OFFICIAL]',
      '[fine].',
    ]) {
      if (bracket !== '[fine].') expect(page).toContain(`\`${bracket}\``)
      expect(chosen({ subject: `x ${bracket}` })).toEqual({ options: [{}], subject: `x ${bracket}` })
    }
  })

  it('understands what it says of other fax servers', () => {
    const lines = [
      'X-FAX-SendTime: 20:00',
      'X-FAX-PageSize: A4',
      'X-FAX-VRes: 196',
      'X-FAX-TagLine: ACME',
      'X-FAX-Priority: low',
    ]
    const { options } = chosen({ headers: lines.map(header) })
    expect(options[0]).toMatchObject({ paper: 'a4', resolution: 'fine', headerText: 'ACME', priority: 'low' })
    const flags = ['cp=on', 'STANDARD', 'A4', 'BILLING=7']
    expect(chosen({ tags: [flags] }).options[0]).toEqual({
      cover: 'standard',
      resolution: 'standard',
      paper: 'a4',
      billingCode: '7',
    })
  })
})
