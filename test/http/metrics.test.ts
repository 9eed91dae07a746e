import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { EpochMs } from '../../src/fax/id.ts'
import { METRICS, type MoreReadings, makeMetrics } from '../../src/http/metrics.ts'
import { readExposition } from './exposition.ts'

const now = 1_000_000
const none = { count: 0, since: null }
const readings: MoreReadings = {
  counts: { jobs: { sending: 2 }, held: 1, tasksDue: 3, tasksParked: 4, mailsQueued: 5, inboundOpen: 6 },
  freeBytes: 7,
  alive: true,
  keysOverdue: 8,
  now,
  backlogs: {
    stepsDue: { count: 1, since: (now - 9_000) as EpochMs },
    faxesDue: none,
    faxesOut: { count: 1, since: (now - 10_000) as EpochMs },
    receivedOnWay: none,
    receivedUnrouted: { count: 11, since: now as EpochMs },
    mailsWaiting: none,
    givenUp: [],
  },
  alarms: ['relay-down', 'address-broken', 'address-broken'],
  accounts: new Map([
    ['main', true],
    ['spare', false],
  ]),
}

/** Something of everything. */
function filled() {
  const metrics = makeMetrics('1.2.3')
  metrics.connected('relay')
  metrics.refused('relay', 'E_RELAY_DENIED')
  metrics.refused('relay', 'E_RELAY_DENIED')
  metrics.set('faxbridge_spool_bytes', 12)
  for (const [name, { kind, labels }] of Object.entries(METRICS)) {
    if (name.startsWith('faxbridge_smtp_')) continue
    const given = Object.fromEntries(labels.map(label => [label, 'x "\\\n y']))
    if (kind === 'counter') metrics.count(name as keyof typeof METRICS, given, 2)
    if (kind === 'histogram')
      for (const value of [0.002, 3, 100_000, -5]) metrics.observe(name as keyof typeof METRICS, value, given)
  }
  return metrics
}

describe('metrics', () => {
  it('shows every row of the table with what was read and counted', async () => {
    const text = await filled().text(readings)
    for (const [name, { kind }] of Object.entries(METRICS)) expect(text).toContain(`# TYPE ${name} ${kind}`)
    for (const line of [
      'faxbridge_info{version="1.2.3"} 1',
      'faxbridge_faxes{state="sending"} 2',
      'faxbridge_faxes{state="failed"} 0',
      'faxbridge_faxes_held 1',
      'faxbridge_tasks_due 3',
      'faxbridge_tasks_parked 4',
      'faxbridge_mails_queued 5',
      'faxbridge_received_open 6',
      'faxbridge_disk_free_bytes 7',
      'faxbridge_keys_overdue 8',
      'faxbridge_queue_alive 1',
      'faxbridge_oldest_task_due_seconds 9',
      'faxbridge_oldest_fax_due_seconds 0',
      'faxbridge_oldest_fax_out_seconds 10',
      'faxbridge_received_unrouted 11',
      'faxbridge_spool_bytes 12',
      'faxbridge_alarms{kind="address-broken",severity="critical"} 2',
      'faxbridge_alarms{kind="disk-low",severity="warning"} 0',
      'faxbridge_provider_open{account="spare"} 0',
      'faxbridge_smtp_connections_total{listener="relay"} 1',
      'faxbridge_smtp_refused_total{listener="relay",code="E_RELAY_DENIED"} 2',
    ])
      expect(text).toContain(line)
  })

  it('is what Prometheus wants, and as promtool advises', async () => {
    const found = readExposition(await filled().text(readings))
    const ours = found.problems.filter(problem => !/^(?:nodejs|process)_/.test(problem))
    expect(ours).toEqual([])
    expect(found.samples.length).toBeGreaterThan(150)
    const empty = readExposition(await makeMetrics('1').text({ ...readings, accounts: new Map() }))
    expect(empty.problems.filter(problem => !/^(?:nodejs|process)_/.test(problem))).toEqual([])
  })

  it('an instant that lies ahead, after the clock was set back, is no negative age', async () => {
    const stepsDue = { count: 1, since: (now + 5_000) as EpochMs }
    const text = await makeMetrics('1').text({ ...readings, backlogs: { ...readings.backlogs, stepsDue } })
    expect(text).toContain('faxbridge_oldest_task_due_seconds 0\n')
  })
})

describe('the reader of the text format', () => {
  const bad: readonly [what: string, text: string, problem: RegExp][] = [
    ['two TYPEs', '# HELP a b\n# TYPE a gauge\n# TYPE a gauge\na 1\n', /second TYPE/],
    ['no TYPE', 'a 1\n', /no TYPE/],
    ['a counter without _total', '# HELP a b\n# TYPE a counter\na 1\n', /_total/],
    ['a gauge with _total', '# HELP a_total b\n# TYPE a_total gauge\na_total 1\n', /only a counter/],
    ['a series twice', '# HELP a b\n# TYPE a gauge\na{x="1"} 1\na{x="1"} 2\n', /twice/],
    ['a label twice', '# HELP a b\n# TYPE a gauge\na{x="1",x="2"} 1\n', /twice/],
    ['a bad label', '# HELP a b\n# TYPE a gauge\na{1x="1"} 1\n', /label name/],
    ['a raw quote', '# HELP a b\n# TYPE a gauge\na{x="1"2"} 1\n', /no labels/],
    ['milliseconds', '# HELP a_ms b\n# TYPE a_ms gauge\na_ms 1\n', /base unit/],
    ['no number', '# HELP a b\n# TYPE a gauge\na one\n', /no number/],
    [
      'buckets that fall',
      '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
      /not cumulative/,
    ],
    ['no last bucket', '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 2\na_sum 1\na_count 2\n', /\+Inf/],
    [
      'families that are torn',
      '# HELP a b\n# TYPE a gauge\n# HELP c d\n# TYPE c gauge\na 1\n',
      /stands under/,
    ],
  ]
  it.each(bad)('finds %s', (_, text, problem) => {
    expect(readExposition(text).problems.join('\n')).toMatch(problem)
  })
})

describe('what is shipped for monitoring', () => {
  const read = (name: string) =>
    readFileSync(new URL(`../../config/monitoring/${name}`, import.meta.url), 'utf8')
  const known = Object.entries(METRICS).flatMap(([name, { kind }]) =>
    kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  )
  const named = (text: string) => [...new Set([...text.matchAll(/\bfaxbridge_[a-z_]+/g)].map(String))]

  it('rules and dashboard name only metrics that are there, with labels that they have', () => {
    const rules = parse(read('faxbridge.rules.yml')) as {
      groups: {
        rules: { alert: string; expr: string; annotations: { summary: string; runbook: string } }[]
      }[]
    }
    const dashboard = JSON.parse(read('faxbridge.dashboard.json')) as {
      panels: { id: number; title: string; targets: { expr: string }[] }[]
    }
    const expressions = [
      ...rules.groups.flatMap(group => group.rules.map(({ expr }) => expr)),
      ...dashboard.panels.flatMap(panel => panel.targets.map(({ expr }) => expr)),
    ]
    expect(expressions.length).toBeGreaterThan(25)
    for (const expr of expressions) {
      const names = named(expr)
      if (!/^(?:up|nodejs_)/.test(expr)) expect(names.length, expr).toBeGreaterThan(0)
      expect(names.filter(name => !known.includes(name))).toEqual([])
      for (const [, name = '', inside = ''] of expr.matchAll(/(faxbridge_[a-z_]+)\{([^}]*)\}/g)) {
        const row = METRICS[name.replace(/_(?:bucket|sum|count)$/, '') as keyof typeof METRICS]
        for (const [, label = ''] of inside.matchAll(/([a-z]+)(?:=|!)/g)) expect(row.labels).toContain(label)
      }
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
  })

  it('every kind of trouble has a panel or a rule: held, late, alarms, disk, relay, accounts', () => {
    const all = named(read('faxbridge.rules.yml') + read('faxbridge.dashboard.json'))
    for (const name of [
      'faxes_held',
      'oldest_fax_due_seconds',
      'alarms',
      'disk_free_bytes',
      'oldest_mail_seconds',
    ])
      expect(all).toContain(`faxbridge_${name}`)
  })
})
