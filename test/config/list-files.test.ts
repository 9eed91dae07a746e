import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { parseMembers } from '../../src/config/list-files.ts'
import { parseConfig } from '../../src/config/load.ts'

const good = readFileSync(new URL('good.yaml', import.meta.url), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'faxbridge-lists-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The good configuration whose subscriber has this list. */
function read(list: object, more: object[] = []) {
  const text = good.replace(
    /\n\s+country: US\n/,
    found => `${found}    lists: ${JSON.stringify([list, ...more])}\n`,
  )
  return parseConfig(text, join(folder, 'faxbridge.yaml'), {})
}
const problems = (list: object, more: object[] = []) => {
  const result = read(list, more)
  return result.ok ? [] : result.problems.map(({ key, text }) => `${key}: ${text}`)
}
const member = (number: string, name: string | null = null) => ({ number, name })

describe('a file with the members of a list', () => {
  it.each([
    ['+15555551212', member('+15555551212')],
    ['  +1 (555) 555-1212  ', member('+15555551212')],
    ['+49 (0)30 123 456', member('+4930123456')],
    ['+15555551212, Ann', member('+15555551212', 'Ann')],
    ['+15555551212;Ann Example', member('+15555551212', 'Ann Example')],
    ['+15555551212\tAnn', member('+15555551212', 'Ann')],
    ['+1 555 555 1212 Ann 2nd floor', member('+15555551212', 'Ann 2nd floor')],
    ['+15555551212 "Example, Inc."  # since 2026', member('+15555551212', 'Example, Inc.')],
    ['\ufeff+15555551212', member('+15555551212')],
  ])('%s', (line, expected) => {
    expect(parseMembers(line)).toEqual({ members: [expected], problems: [] })
  })

  it.each([
    ['5555551212', 'begin with the number'],
    ['Ann +15555551212', 'begin with the number'],
    ['+15555551212 +15555551213', 'one number a line'],
    ['+15555551212, 5555551213', 'one number a line'],
    ['+123', 'is no telephone number'],
    ['+1555555121234567', 'is no telephone number'],
    ['+0155555512', 'is no telephone number'],
    [`+15555551212 ${'x'.repeat(101)}`, 'more than 100 letters'],
    ['+15555551212*3', 'begin with the number'],
  ])('%s is a problem', (line, problem) => {
    const result = parseMembers(`# a remark\n\n${line}`)
    expect(result.members).toEqual([])
    expect(result.problems).toEqual([expect.stringContaining(problem)])
    expect(result.problems[0]).toMatch(/^line 3: /)
  })

  it('never gives a number whose digits are not in the line, in this order', () => {
    const piece = fc.constantFrom(
      '+',
      '1',
      '555',
      '0',
      '(0)',
      ' ',
      '-',
      '.',
      ',',
      ';',
      '\t',
      'Ann',
      '#',
      '"',
      '/',
      '٣',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }).map(pieces => pieces.join('')),
        line => {
          for (const { number } of parseMembers(line).members) {
            expect(number).toMatch(/^\+[1-9][0-9]{6,14}$/)
            expect(line.replace('(0)', '').replace(/[^0-9]/g, '')).toContain(number.slice(1))
          }
        },
      ),
      { numRuns: 5000 },
    )
  })
})

describe('the lists of a subscriber', () => {
  it('have the members of the configuration and of the file, names in lower case', () => {
    writeFileSync(join(folder, 'team.txt'), '+15555551214\n+15555551215, Ann\n')
    const result = read({
      name: 'Team',
      members: ['+15555551212', { number: '+15555551213', name: 'Bob' }],
      members_file: 'team.txt',
    })
    expect(result.ok && result.config.subscribers[0]?.lists).toEqual([
      {
        name: 'team',
        members: [
          member('+15555551212'),
          member('+15555551213', 'Bob'),
          member('+15555551214'),
          member('+15555551215', 'Ann'),
        ],
        members_file: join(folder, 'team.txt'),
      },
    ])
  })

  it('say what is wrong with them', () => {
    const key = 'subscribers[0].lists[0]'
    expect(problems({ name: 'team' })).toEqual([
      `${key}.name: ${'the list is empty: write members, or a members_file with a number a line'}`,
    ])
    expect(problems({ name: 'team', members_file: 'nowhere.txt' })).toEqual([
      `${key}.members_file: ${join(folder, 'nowhere.txt')}: there is no such file`,
    ])
    writeFileSync(join(folder, 'bad.txt'), '+15555551212\n5551234\n')
    expect(problems({ name: 'team', members_file: 'bad.txt' })).toEqual([
      expect.stringMatching(/members_file: .*bad\.txt, line 2: begin with the number/),
    ])
    const many = Array.from({ length: 1001 }, (_, i) => `+1555556${String(i).padStart(4, '0')}`)
    writeFileSync(join(folder, 'many.txt'), many.join('\n'))
    expect(problems({ name: 'team', members_file: 'many.txt' })).toEqual([
      expect.stringContaining('1000 are the most'),
    ])
    expect(problems({ name: '7', members: ['+15555551212'] })).toEqual([
      expect.stringContaining('begin with a letter'),
    ])
    const team = { name: 'team', members: ['+15555551212'] }
    expect(problems(team, [{ ...team, name: 'TEAM' }])).toEqual([
      expect.stringContaining('stands here twice'),
    ])
  })

  it('warn of a number that stands there twice', () => {
    const result = read({ name: 'team', members: ['+15555551212', '+15555551212'] })
    expect(result.ok && result.warnings.map(({ text }) => text)).toEqual([
      '1 number(s) stand here twice: each gets one fax',
    ])
  })
})
