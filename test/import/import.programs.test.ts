import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig, problemLine } from '../../src/config/load.ts'
import type { SubscriberConfig } from '../../src/config/schema.ts'
import { readFaxDispatch } from '../../src/import/fax-dispatch.ts'
import { readHylafax } from '../../src/import/hylafax.ts'
import { readDialRules, readHosts } from '../../src/import/hylafax-files.ts'
import { readNgcpExport } from '../../src/import/ngcp-export.ts'
import { type Imported, printDrafts } from '../../src/import/subscriber-draft.ts'

const text = (name: string) => readFileSync(new URL(`files/${name}`, import.meta.url), 'utf8')
const json = (name: string) => ({ name, json: JSON.parse(text(name)) as unknown })
const numbers = (given: Record<string, string[]> = {}) => new Map(Object.entries(given))

const good = readFileSync(new URL('../config/good.yaml', import.meta.url), 'utf8')
/** The configuration with the printed subscribers instead of its own. */
function pasted(yaml: string): readonly SubscriberConfig[] {
  const result = parseConfig(good.replace(/^subscribers:[\s\S]*/m, yaml), 'pasted.yaml', {})
  if (!result.ok) throw new Error(result.problems.map(problemLine).join('\n'))
  return result.config.subscribers
}
const printed = (imported: Imported) => printDrafts(imported, 'test')

describe('an export of NGCP', () => {
  const files = ['mailtofaxsettings.json', 'faxserversettings.json', 'subscribers.json'].map(json)
  const { yaml, incomplete } = printed(readNgcpExport(files, numbers(), null))
  const [sales] = pasted(yaml)

  it('becomes subscribers that check-config takes', () => {
    expect(sales).toMatchObject({
      id: 'sales',
      active: true,
      numbers: ['+493012345678', '+493012345679'],
      country: 'DE',
    })
    expect(sales?.received).toEqual([
      { mail: 'in@example.com', format: 'pdf' },
      { mail: 'archive@example.com', format: 'tiff' },
      { mail: 'ps@example.com', format: 'pdf' },
    ])
  })

  it('keeps every rule that has a meaning here, in order, and no wider', () => {
    expect(
      sales?.acl.map(({ from_email, received_from, destination }) => [
        from_email,
        received_from,
        destination,
      ]),
    ).toEqual([
      ['ann@example.com', '192.0.2.0/24', null],
      ['.*@example\\.com', '^10\\.1\\.', '^4399.+'],
      ['*@netcologne.com', '192.0.2.9', null],
      ['bob@example.com', null, '4313334445'],
      [null, null, null],
    ])
    expect(yaml).toMatch(/# Not taken: .*\n\s+# - \{ from_email: "\(\["/)
    expect(yaml).toMatch(/# received_from: NGCP looked for this anywhere/)
    expect(yaml).toMatch(/# from_email: without use_regex NGCP took \* as it stands/)
  })

  it('says what has no place, and never prints the password of the fax server', () => {
    expect(yaml).toMatch(/Copies of sent faxes went to archive@example\.com/)
    expect(yaml).toMatch(/Reports went to archive@example\.com/)
    expect(yaml).toMatch(/The name in the page header was "Sales dept\."/)
    expect(yaml).not.toContain('do-not-print')
    expect(yaml).not.toContain('secretkeypassword')
    expect(sales?.secret_key).toEqual({
      sha256: createHash('sha256').update('secretkeypassword').digest('hex'),
    })
    expect(yaml).toMatch(/mail: "not an address"/)
  })

  it('leaves a subscriber without a number as a comment, and without the entry that let everybody in', () => {
    expect(incomplete).toEqual(['ngcp-4: its fax number is not known: give it with --number ngcp-4=+…'])
    expect(yaml).toMatch(/# Not complete: its fax number is not known/)
    const whole = printed(readNgcpExport(files, numbers({ 'ngcp-4': ['+15555550104'] }), 'US'))
    expect(whole.incomplete).toEqual([])
    const other = pasted(whole.yaml)[1]
    expect(other).toMatchObject({ id: 'ngcp-4', active: false, numbers: ['+15555550104'], acl: [] })
    expect(whole.yaml).toMatch(/An entry let everybody send anything: it is left out/)
  })

  it('does not guess a country where several share a code', () => {
    const { incomplete: missing } = printed(readNgcpExport(files, numbers({ 3: ['+15555550104'] }), null))
    expect(missing[0]).toMatch(/the country of \+15555550104 is not certain/)
  })

  it('is refused when it is something else', () => {
    expect(() => readNgcpExport([{ name: 'x.json', json: { code: 404 } }], numbers(), null)).toThrow(
      /x\.json has no settings in it/,
    )
    expect(() => readNgcpExport([{ name: 'x.json', json: { acl: 'all' } }], numbers(), null)).toThrow(
      /x\.json: acl/,
    )
  })

  it('whatever it says, what is printed is taken by check-config', () => {
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constant(null))
    const row = fc.record({
      from_email: value,
      received_from: value,
      destination: value,
      use_regex: fc.boolean(),
    })
    const object = fc.record({
      id: fc.nat(),
      active: fc.boolean(),
      secret_key: value,
      secret_key_renew: fc.constantFrom('never', 'weekly'),
      acl: fc.array(row, { maxLength: 3 }),
    })
    fc.assert(
      fc.property(object, given => {
        const imported = readNgcpExport(
          [{ name: 'x', json: given }],
          numbers({ [`ngcp-${given.id}`]: ['+493012345678'] }),
          null,
        )
        expect(pasted(printed(imported).yaml)).toHaveLength(1)
      }),
      { numRuns: 15 },
    )
  })
})

describe('the files of a HylaFAX server', () => {
  const files = ['FaxDispatch', 'hosts.hfaxd', 'dialrules', 'config.ttyS1', 'config'].map(name => ({
    name,
    text: text(name),
  }))
  const read = (given: Record<string, string[]> = {}) =>
    printed(readHylafax(files, { numbers: numbers(given), country: null, mailDomain: null }))

  it('become one subscriber that sends and one for each line and number that receives', () => {
    const { yaml } = read({ hylafax: ['+493012345600'], ttyS1: ['+493012345601'] })
    const subscribers = pasted(yaml)
    expect(subscribers.map(({ id, numbers: own }) => [id, own])).toEqual([
      ['ttyS1', ['+493012345601']],
      ['hylafax', ['+493012345600']],
      ['-493012345670'.slice(1), ['+493012345670']],
    ])
    expect(subscribers[0]?.received).toEqual([
      { mail: 'john@example.com', format: 'tiff' },
      { mail: 'mary@example.com', format: 'tiff' },
    ])
    expect(subscribers[1]?.received).toEqual([{ mail: 'faxmaster@example.com', format: 'pdf' }])
    expect(subscribers[1]?.acl.map(entry => entry.received_from)).toEqual([
      '127.0.0.1',
      '127.0.0.1',
      '192.168.0.0/24',
      '10.1.2.3',
      '192.168.0.1',
    ])
  })

  it('take the number of a line from its configuration, and complete none', () => {
    const { yaml, incomplete } = read()
    expect(pasted(yaml).find(({ id }) => id === 'ttyS1')?.numbers).toEqual(['+493012345600'])
    expect(yaml).toMatch(/FAXNumber is "030 12345600", without country code/)
    expect(incomplete.map(line => line.split(':')[0])).toEqual(['hylafax', 'ttyS2', 'ttyS3', '5670'])
  })

  it('name every line that has no place here', () => {
    const { yaml } = read()
    for (const line of [
      'FROMADDR has no place here',
      'faxes with SENDER "*1*510*526*1212*" went to sam@example.com',
      'not understood: if [ -n "$MSG" ]; then',
      'not understood: . etc/more',
      'line 6: "!evil.example.com" was shut out',
      'line 7: "^ann@.*\\.example\\.com$" is a pattern over user and host',
      'line 9: "10.2" is a pattern',
      'line 5 (CanonicalNumber): [abcABC] = 2: letters are not read as digits',
      'line 12 (DialString): ^9 =: a rule for numbers that begin so',
      'A local name: give --mail-domain.',
      'It needed a password there',
    ])
      expect(yaml).toContain(line)
  })

  it('local names get the domain that is given', () => {
    const imported = readHylafax(files, {
      numbers: numbers({ ttyS2: ['+493012345602'] }),
      country: null,
      mailDomain: 'example.com',
    })
    const subscriber = pasted(printed(imported).yaml).find(({ id }) => id === 'ttyS2')
    expect(subscriber?.received).toEqual([{ mail: 'lee@example.com', format: 'pdf' }])
  })
})

describe('FaxDispatch', () => {
  it('is read, never run', () => {
    const { rules, unread } = readFaxDispatch('SENDTO=`rm -rf /`\nSENDTO=$(id)\nSENDTO="$USER"\nSENDTO=a@b.c')
    expect(rules).toEqual([{ condition: null, values: { SENDTO: 'a@b.c' }, line: 4 }])
    expect(unread.map(({ line }) => line)).toEqual([1, 2, 3])
  })

  it('takes any text', () => {
    const piece = fc.constantFrom(
      'case "$DEVICE" in',
      'a|b)',
      'SENDTO=x',
      ';;',
      ';',
      'esac',
      '\n',
      '#',
      '"',
      ' ',
      'if',
      'fi',
      '{',
      '}',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => void readFaxDispatch(pieces.join(' '))),
    )
    fc.assert(
      fc.property(
        fc.string(),
        script => void [readFaxDispatch(script), readHosts(script), readDialRules(script)],
      ),
    )
  })
})
