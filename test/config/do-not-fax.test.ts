import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeLiveConfig } from '../../src/config/live-config.ts'
import { loadConfig } from '../../src/config/load.ts'
import { silentLogger } from '../../src/runtime.ts'

const good = readFileSync(new URL('good.yaml', import.meta.url), 'utf8')
let folder: string
let file: string
let list: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-'))
  file = join(folder, 'faxbridge.yaml')
  list = join(folder, 'never.txt')
  writeFileSync(file, `${good}\ndestinations: { doNotFax: never.txt }\n`)
})
afterEach(() => rmSync(folder, { recursive: true }))

const numbers = () => {
  const result = loadConfig(file, {})
  return result.ok ? result.config.destinations.doNotFax?.numbers : result.problems.map(({ text }) => text)
}

describe('the do-not-fax list', () => {
  it('has one number a line, with separators, remarks and any line ends', () => {
    writeFileSync(list, '\ufeff# Never\r\n\r\n+1 (555) 555-0404  # Ann\r\n+49.30.23125000\n  +442079460018')
    expect(numbers()).toEqual(['+15555550404', '+493023125000', '+442079460018'])
    writeFileSync(list, '')
    expect(numbers()).toEqual([])
  })

  it('that is not there, a folder, or has anything else in it is a mistake of the configuration', () => {
    expect(numbers()).toEqual([`there is no file ${list}: make it, empty if need be`])
    writeFileSync(file, `${good}\ndestinations: { doNotFax: . }\n`)
    expect(numbers()).toEqual([`${folder} is a folder: name the file in it`])
  })

  it('names the lines that are wrong, and not more than a few', () => {
    writeFileSync(list, `+15555550404\n5555550405\n+1555x\n+15555550406 Ann\n`)
    const line = (n: number) =>
      `line ${n} of ${list} is no number: write it with + and country code, such as +15555550199`
    writeFileSync(file, `${good}\ndestinations: { doNotFax: never.txt }\n`)
    expect(numbers()).toEqual([line(2), line(3), line(4)])
    writeFileSync(list, 'no\n'.repeat(1000))
    expect(numbers()).toHaveLength(6)
    expect(numbers()?.at(-1)).toContain('995 more lines are wrong')
  })

  it('is read again at a reload; one that has become wrong leaves the old one in force', () => {
    writeFileSync(list, '+15555550404\n')
    const live = makeLiveConfig(file, {}, silentLogger)
    writeFileSync(list, '+15555550404\n+15555550405\n')
    expect(live.reload()).toEqual({ ok: true, problems: [], restart: [] })
    expect(live.current.destinations.doNotFax?.numbers).toEqual(['+15555550404', '+15555550405'])
    writeFileSync(list, 'broken')
    expect(live.reload()).toMatchObject({ ok: false, problems: [expect.stringContaining('is no number')] })
    expect(live.current.destinations.doNotFax?.numbers).toHaveLength(2)
  })
})
