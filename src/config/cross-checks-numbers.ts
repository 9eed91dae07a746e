/** What no single key about numbers can know: names that must be one of a kind, entries that could never count. */
import { DESTINATION_CLASSES } from '../fax/destination-class.ts'
import type { Finding } from './explain.ts'
import type { Config, SubscriberConfig } from './schema.ts'

type Path = Finding['path']
type Say = (path: Path, text: string) => void

/** Wherever in the world: a caller in need dials them without thinking. */
const EMERGENCY = new Set(['110', '112', '911', '999'])

export function checkNumbers(config: Config, wrong: Say, warn: Say): void {
  const { destinations: all, subscribers } = config
  checkOpened(all.open, ['destinations', 'open'], wrong)
  checkReach(
    { open: all.open, allow: all.allow },
    [all],
    { open: ['destinations', 'open'], allow: ['destinations', 'allow'] },
    wrong,
  )
  checkLines(config, wrong)
  subscribers.forEach((subscriber, i) => {
    const path: Path = ['subscribers', i]
    const at = (key: string): Path => [...path, key]
    const own = { allow: subscriber.allow_destinations, deny: subscriber.deny_destinations }
    checkOpened(subscriber.open_destinations, at('open_destinations'), wrong)
    checkReach(
      { open: subscriber.open_destinations, allow: own.allow },
      [all, own],
      { open: at('open_destinations'), allow: at('allow_destinations') },
      wrong,
    )
    checkPlan(subscriber, path, wrong, warn)
  })
}

function checkOpened(opened: readonly string[], path: Path, wrong: Say): void {
  opened.forEach((entry, i) => {
    if (entry.startsWith('+') || entry in DESTINATION_CLASSES) return
    const known = Object.keys(DESTINATION_CLASSES).join(', ')
    wrong([...path, i], `no class of numbers has the name "${entry}": there is ${known}`)
  })
}

interface Lists {
  readonly allow: readonly string[]
  readonly deny: readonly string[]
}

/** What is opened or allowed, and denied all the same, opens nothing: one of the two is a mistake. */
function checkReach(
  entries: { readonly open: readonly string[]; readonly allow: readonly string[] },
  lists: readonly Lists[],
  paths: { readonly open: Path; readonly allow: Path },
  wrong: Say,
): void {
  for (const key of ['open', 'allow'] as const) {
    entries[key].forEach((prefix, i) => {
      if (!prefix.startsWith('+')) return
      const denied = lists.flatMap(({ deny }) => deny).find(deny => prefix.startsWith(deny))
      const outside = lists.some(
        ({ allow }) =>
          allow.length > 0 && !allow.some(one => one.startsWith(prefix) || prefix.startsWith(one)),
      )
      if (denied !== undefined) wrong([...paths[key], i], `${prefix} stays closed: ${denied} is denied`)
      else if (outside) wrong([...paths[key], i], `${prefix} stays closed: it is not among what is allowed`)
    })
  }
}

function checkLines({ subscribers }: Config, wrong: Say): void {
  const owners = new Map<string, string>()
  subscribers.forEach(({ id, lines }, i) => {
    const names = lines ?? [id]
    names.forEach((name, n) => {
      const line = name.toLowerCase()
      const owner = owners.get(line)
      owners.set(line, id)
      // Two subscribers with the same id are told once, as that.
      if (owner === undefined || (owner === id && lines === undefined)) return
      const path = lines === undefined ? ['subscribers', i, 'id'] : ['subscribers', i, 'lines', n]
      wrong(path, `the line "${name}" belongs to ${owner} already: a line names one subscriber`)
    })
  })
}

function checkPlan(subscriber: SubscriberConfig, path: Path, wrong: Say, warn: Say): void {
  const { outside_line: outside, international_prefixes: prefixes, short_numbers: short } = subscriber
  if (outside !== undefined && prefixes.includes(outside))
    wrong([...path, 'outside_line'], `"${outside}" is an international prefix too: it cannot be both`)
  for (const number of Object.keys(short)) {
    const at = [...path, 'short_numbers', number]
    if (number === outside) wrong(at, `"${number}" is the outside_line too: it cannot be both`)
    if (prefixes.includes(number)) wrong(at, `"${number}" is an international prefix too: it cannot be both`)
    if (EMERGENCY.has(number)) warn(at, `"${number}" is an emergency number elsewhere: choose another one`)
  }
}
