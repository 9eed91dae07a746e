/**
 * A strict reader of the text format of Prometheus (exposition format 0.0.4), with the advice of `promtool check metrics`:
 * what it complains of is a line each.
 */

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Exposition {
  readonly types: ReadonlyMap<string, string>
  readonly samples: readonly Sample[]
  readonly problems: readonly string[]
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped']
const SUFFIX = /_(?:bucket|sum|count)$/

export function readExposition(text: string): Exposition {
  const types = new Map<string, string>()
  const helps = new Set<string>()
  const samples: Sample[] = []
  const problems: string[] = []
  const series = new Set<string>()
  const closed = new Set<string>()
  let family = ''
  if (!text.endsWith('\n')) problems.push('the last line does not end with a line feed')
  for (const line of text.split('\n')) {
    if (line === '') continue
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line)
    if (comment !== null) {
      const [, what, name = '', rest = ''] = comment
      if (name !== family) {
        if (closed.has(name)) problems.push(`${name}: its lines do not stand together`)
        closed.add(family)
        family = name
      }
      if (what === 'HELP') {
        if (helps.has(name)) problems.push(`${name}: a second HELP`)
        if (rest.trim() === '') problems.push(`${name}: an empty HELP`)
        helps.add(name)
      } else {
        if (types.has(name)) problems.push(`${name}: a second TYPE`)
        if (!TYPES.includes(rest)) problems.push(`${name}: ${rest} is no type`)
        types.set(name, rest)
      }
      continue
    }
    if (line.startsWith('#')) continue
    const sample = sampleOf(line)
    if (typeof sample === 'string') {
      problems.push(`${sample}: ${line}`)
      continue
    }
    const base = types.has(sample.name) ? sample.name : sample.name.replace(SUFFIX, '')
    if (!types.has(base)) problems.push(`${sample.name}: no TYPE before it`)
    if (base !== family) problems.push(`${sample.name}: it stands under ${family}`)
    const key = `${sample.name}${JSON.stringify(Object.entries(sample.labels).sort())}`
    if (series.has(key)) problems.push(`${sample.name}: the same series twice`)
    series.add(key)
    samples.push(sample)
  }
  for (const [name, type] of types) problems.push(...adviceOn(name, type, samples, helps))
  return { types, samples, problems }
}

function sampleOf(line: string): Sample | string {
  const head = /^([^\s{]+)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/.exec(line)
  if (head === null) return 'no sample'
  const [, name = '', inside = '', number = ''] = head
  if (!METRIC.test(name)) return 'no name of a metric'
  const labels: Record<string, string> = {}
  let rest = inside
  while (rest !== '') {
    const label = /^([^=]+)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/.exec(rest)
    if (label === null) return 'no labels'
    const [all, key = '', value = ''] = label
    if (!LABEL.test(key) || key.startsWith('__')) return `no label name: ${key}`
    if (Object.hasOwn(labels, key)) return `label ${key} twice`
    labels[key] = value
    rest = rest.slice(all.length)
  }
  const value = numberOf(number)
  return value === null ? 'no number' : { name, labels, value }
}

function numberOf(text: string): number | null {
  if (/^[+-]?Inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (text === 'NaN' || text === 'Nan') return Number.NaN
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : null
}

/** Units that are not the base ones, and what a name must not say. */
const NOT_A_UNIT = /_(?:ms|milliseconds|minutes|hours|days|kb|mb|kilobytes|megabytes|mib|percent)(?:_|$)/

function adviceOn(
  name: string,
  type: string,
  samples: readonly Sample[],
  helps: ReadonlySet<string>,
): string[] {
  const found: string[] = []
  if (!helps.has(name)) found.push(`${name}: no HELP`)
  if (type === 'counter' && !name.endsWith('_total')) found.push(`${name}: a counter ends in _total`)
  if (type !== 'counter' && name.endsWith('_total')) found.push(`${name}: only a counter ends in _total`)
  if (type !== 'histogram' && type !== 'summary' && /_(?:count|sum|bucket)$/.test(name))
    found.push(`${name}: a suffix of histograms`)
  if (NOT_A_UNIT.test(name)) found.push(`${name}: no base unit`)
  if (/(?:gauge|counter|histogram|summary)/.test(name)) found.push(`${name}: its type is in its name`)
  const own = samples.filter(sample => sample.name.replace(SUFFIX, '') === name)
  if (type === 'counter')
    for (const { value } of samples.filter(sample => sample.name === name))
      if (value < 0 || Number.isNaN(value)) found.push(`${name}: a counter below 0`)
  if (type === 'histogram') found.push(...histogramAdvice(name, own))
  return found
}

function histogramAdvice(name: string, own: readonly Sample[]): string[] {
  const found: string[] = []
  const groups = new Map<string, Sample[]>()
  for (const sample of own) {
    const { le: _, ...labels } = sample.labels
    const key = JSON.stringify(labels)
    groups.set(key, [...(groups.get(key) ?? []), sample])
  }
  for (const [key, group] of groups) {
    const buckets = group.filter(sample => sample.name === `${name}_bucket`)
    const bounds = buckets.map(({ labels }) => numberOf(labels['le'] ?? '') ?? Number.NaN)
    const values = buckets.map(({ value }) => value)
    if (bounds.some((bound, i) => !(bound > (bounds[i - 1] ?? -Infinity))))
      found.push(`${name}${key}: bounds do not rise`)
    if (values.some((value, i) => value < (values[i - 1] ?? 0))) found.push(`${name}${key}: not cumulative`)
    if (bounds.at(-1) !== Infinity) found.push(`${name}${key}: no bucket +Inf`)
    const count = group.find(sample => sample.name === `${name}_count`)
    if (count?.value !== values.at(-1)) found.push(`${name}${key}: its count is not that of +Inf`)
    if (!group.some(sample => sample.name === `${name}_sum`)) found.push(`${name}${key}: no sum`)
  }
  return found
}
