import { readFileSync } from 'node:fs'
import { spf } from 'mailauth/lib/spf/index.js'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { DnsQuestions } from '../../src/smtp/dns-questions.ts'
import { isSimple, spfDomains } from '../../src/smtp/domain-proof.ts'
import { type DnsTable, FakeDns } from '../fakes/dns.ts'

/** The suite of openspf.org, see test/fixtures/spf/README.md. */
interface Scenario {
  readonly description: string
  readonly tests: Readonly<Record<string, Vector>>
  readonly zonedata: Readonly<Record<string, readonly (string | Readonly<Record<string, unknown>>)[]>>
}
interface Vector {
  readonly helo: string
  readonly host: string
  readonly mailfrom: string
  readonly result: string | readonly string[]
}

const suite = new URL('../fixtures/spf/rfc7208-tests.yml', import.meta.url)
const scenarios = parseAllDocuments(readFileSync(suite, 'utf8')).map(document => document.toJS() as Scenario)
const vectors = scenarios.flatMap(scenario =>
  Object.entries(scenario.tests).map(([name, vector]) => ({ name, vector, scenario })),
)

/** The zones in the manner of the suite: SPF records serve as TXT unless there are some; TIMEOUT is for all the rest. */
function zone({ zonedata }: Scenario): DnsTable {
  const table: Record<string, unknown[] | string> = {}
  const types = ['TXT', 'A', 'AAAA', 'MX', 'PTR']
  for (const [name, records] of Object.entries(zonedata)) {
    const pairs = records.flatMap(record => (typeof record === 'string' ? [] : Object.entries(record)))
    const has = (type: string) => pairs.some(([given]) => given === type)
    for (const type of types) {
      const source = type === 'TXT' && !has('TXT') ? 'SPF' : type
      const values = pairs.filter(([given, value]) => given === source && value !== 'NONE').map(([, v]) => v)
      if (values.includes('TIMEOUT') || (values.length === 0 && records.includes('TIMEOUT'))) {
        table[`${name} ${type}`] = 'ETIMEOUT'
      } else if (values.length === 0) table[`${name} ${type}`] = 'ENODATA'
      else table[`${name} ${type}`] = values.map(value => answer(type, value))
    }
  }
  for (const [name, records] of Object.entries(zonedata)) {
    for (const record of records) {
      if (typeof record === 'string' || record['CNAME'] === undefined) continue
      for (const type of types) {
        const answers = table[`${String(record['CNAME'])} ${type}`]
        if (answers !== undefined) table[`${name} ${type}`] = answers
      }
    }
  }
  return table
}

function answer(type: string, value: unknown): unknown {
  if (type === 'TXT') return [value].flat()
  if (type !== 'MX') return value
  const [priority, exchange] = value as [number, string]
  return { priority, exchange }
}

/** Where the library says something else than RFC 7208. None of them says "pass" where the suite does not. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'bare-ip6': 'fail',
  'exp-syntax-error': 'neutral',
  'exp-twice': 'fail',
  'exp-only-macro-char': 'fail',
  'p-macro-multiple': 'neutral',
  'invalid-hello-macro': 'permerror',
  'hello-domain-literal': 'permerror',
  'require-valid-helo': 'permerror',
}

describe('the test suite of RFC 7208', () => {
  it('is whole', () => {
    expect(vectors.length).toBe(203)
  })

  it.each(vectors.map(entry => [entry.name, entry] as const))('%s', async (name, { vector, scenario }) => {
    const { helo, host: ip, mailfrom: sender } = vector
    const questions = new DnsQuestions(new FakeDns(zone(scenario)).ask)
    const { status } = await spf({ sender, ip, helo, mta: 'receiver', resolver: questions.ask })
    const expected = DEVIATIONS[name] === undefined ? [vector.result].flat() : [DEVIATIONS[name]]
    expect(expected).toContain(status.result)
  })

  it.each(vectors.map(entry => [entry.name, entry] as const))(
    '%s: proof only if it is a pass for certain',
    async (_, { vector, scenario }) => {
      if (vector.mailfrom === '') return
      const questions = new DnsQuestions(new FakeDns(zone(scenario)).ask)
      const question = { from: vector.mailfrom, reversePath: vector.mailfrom, client: vector.host }
      const { domains, open } = await spfDomains(questions, question)
      const results = [vector.result].flat()
      if (domains.length > 0) expect(results).toContain('pass')
      // A macro of HELO, which is not looked at here, may lead to a name that is there.
      if (open) expect(results).toContain('temperror')
    },
  )

  it('most passes are proof; the others rest on macros or ptr', async () => {
    const proof: string[] = []
    const none: string[] = []
    for (const { name, vector, scenario } of vectors) {
      if (vector.result !== 'pass' || vector.mailfrom === '') continue
      const questions = new DnsQuestions(new FakeDns(zone(scenario)).ask)
      const question = { from: vector.mailfrom, reversePath: vector.mailfrom, client: vector.host }
      const { domains } = await spfDomains(questions, question)
      if (domains.length > 0) proof.push(name)
      else none.push(name)
    }
    expect({ proof: proof.length, none }).toMatchInlineSnapshot(`
      {
        "none": [
          "multispf2",
          "all-double",
          "ptr-match-target",
          "ptr-match-implicit",
          "ptr-match-ip6",
          "ptr-case-change",
          "a-cidr4-0",
          "a-cidr6-0-ip6",
          "include-softfail",
          "mx-cidr4-0",
          "mx-cidr6-0-ip6",
          "cidr4-0",
          "cidr6-0",
          "trailing-dot-domain",
          "macro-mania-in-domain",
          "hello-macro",
          "macro-reverse-split-on-dash",
          "macro-multiple-delimiters",
          "mech-at-limit",
          "bytes-bug",
        ],
        "proof": 22,
      }
    `)
  })
})

describe('a pass of the library that is none', () => {
  const question = { from: 'ann@x.test', reversePath: 'ann@x.test', client: '192.0.2.7' }
  const domainsOf = async (table: DnsTable) => spfDomains(new DnsQuestions(new FakeDns(table).ask), question)

  it('is not believed when a macro means another domain than RFC 7208 §7.2', async () => {
    // %{d} is the domain of the record that is read: y.test. The library takes that of the sender.
    const table = {
      'x.test TXT': [['v=spf1 include:y.test -all']],
      'y.test TXT': [['v=spf1 exists:ok.%{d} -all']],
      'ok.x.test A': ['127.0.0.2'],
    }
    const { status } = await spf({
      sender: 'ann@x.test',
      ip: '192.0.2.7',
      resolver: new FakeDns(table).ask as never,
    })
    expect(status.result).toBe('pass')
    expect(await domainsOf(table)).toEqual({ domains: [], open: false })
  })

  it('is not believed when DNS failed inside an include', async () => {
    // SERVFAIL is no answer: the library, left alone, goes on to the next term.
    const table = { 'x.test TXT': [['v=spf1 -include:y.test ip4:192.0.2.0/24']], 'y.test TXT': 'ESERVFAIL' }
    const alone = await spf({
      sender: 'ann@x.test',
      ip: '192.0.2.7',
      resolver: new FakeDns(table).ask as never,
    })
    expect(alone.status.result).toBe('pass')
    expect(await domainsOf(table)).toEqual({ domains: [], open: true })
  })

  it.each([
    'v=spf1 +all',
    'v=spf1 all',
    'v=spf1 ip4:192.0.2.7 ?ALL +All',
    'v=spf1 ptr -all',
    'v=spf1 +ptr:x.test -all',
    'v=spf1 ip4:192.0.2.7/0 -all',
    'v=spf1 a:%{i}.x.test -all',
  ])('%s lets everybody in, or rests on what cannot be relied on', text => {
    expect(isSimple([text])).toBe(false)
  })

  it.each(['v=spf1 a mx ip4:192.0.2.0/24 include:y.test -all', 'v=spf1 ~all', 'other text with % and all'])(
    '%s is simple',
    text => {
      expect(isSimple([text])).toBe(true)
    },
  )

  it('is not looked for when the return path is of another domain', async () => {
    const dns = new FakeDns({ 'evil.test TXT': [['v=spf1 ip4:192.0.2.7 -all']] })
    const found = await spfDomains(new DnsQuestions(dns.ask), { ...question, reversePath: 'x@evil.test' })
    expect(found).toEqual({ domains: [], open: false })
    expect(dns.asked).toEqual([])
  })

  it('costs at most sixty questions, whatever the record says', async () => {
    const table: Record<string, unknown[]> = {
      'x.test TXT': [[`v=spf1 ${Array.from({ length: 9 }, (_, i) => `mx:m${i}.test`).join(' ')} -all`]],
    }
    for (let i = 0; i < 9; i++) {
      table[`m${i}.test MX`] = Array.from({ length: 10 }, (_, k) => ({
        priority: k,
        exchange: `h${i}-${k}.test`,
      }))
      for (let k = 0; k < 10; k++) table[`h${i}-${k}.test A`] = ['198.51.100.1']
    }
    const dns = new FakeDns(table)
    expect(await spfDomains(new DnsQuestions(dns.ask), question)).toEqual({ domains: [], open: true })
    expect(dns.asked.length).toBe(60)
  })
})
