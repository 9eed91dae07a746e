import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = new URL('../', import.meta.url).pathname
const tree = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map(name => join(folder, name))
const sources = tree('src')
const all = [...sources, ...tree('test'), ...tree('bench')]
const text = (file: string) => readFileSync(join(root, file), 'utf8')

/** Imports of a file: paths inside src/ as `folder/file.ts`, packages by name. `types`: only its types are used. */
function importsOf(file: string): { readonly target: string; readonly types: boolean }[] {
  const found = text(file).matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)
  return [...found].map(([, type, name = '']) => ({
    target: name.startsWith('.') ? relative('src', join(dirname(file), name)) : name,
    types: type !== undefined,
  }))
}

const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path)

/** What each folder of src/ may import from other folders. `type:` only types: a contract. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  fax: [],
  // What texts of people mean that say how a value must be.
  matching: ['fax'],
  words: ['fax'],
  config: ['fax', 'runtime.ts', 'words', 'matching'],
  documents: ['fax', 'runtime.ts', 'type:config', 'type:providers'],
  oauth: ['fax', 'runtime.ts'],
  destinations: ['fax', 'runtime.ts', 'type:config'],
  mail: ['fax', 'words', 'oauth', 'runtime.ts', 'type:config'],
  queue: ['fax', 'runtime.ts', 'type:store'],
  store: ['fax', 'runtime.ts'],
  providers: ['fax', 'oauth', 'runtime.ts', 'type:config', 'documents'],
  outbound: [
    'fax',
    'words',
    'runtime.ts',
    'documents',
    'mail',
    'type:config',
    'type:providers',
    'type:queue',
    'type:store',
  ],
  inbound: [
    'fax',
    'words',
    'matching',
    'runtime.ts',
    'mail',
    'type:destinations',
    'type:documents',
    'type:config',
    'type:providers',
    'type:queue',
    'type:store',
  ],
  // Looks over an installation; what it asks is given to it.
  doctor: ['fax', 'runtime.ts', 'config'],
  // What the operator is told of. It watches through functions that it is given.
  alarms: ['fax', 'words', 'mail', 'runtime.ts', 'destinations', 'config', 'type:store'],
  // How long documents are kept, what keeps them longer, and how they leave the house.
  archive: ['fax', 'runtime.ts', 'type:config', 'type:store'],
  simulate: ['fax', 'runtime.ts'],
  options: ['fax', 'type:config'],
  smtp: ['access', 'fax', 'runtime.ts', 'options', 'matching', 'type:config'],
  http: [
    'access',
    'alarms',
    'archive',
    'fax',
    'words',
    'mail',
    'runtime.ts',
    'outbound',
    'inbound',
    'type:config',
    'type:providers',
    'type:store',
    'type:explain',
    'type:upload',
  ],
  // Who asks and what they may do; shared by the edges below.
  access: ['fax', 'runtime.ts', 'type:config', 'type:store'],
  // Two edges beside http/, on its server: programs and browsers. Neither knows the other.
  api: [
    'access',
    'alarms',
    'archive',
    'fax',
    'words',
    'http',
    'outbound',
    'inbound',
    'runtime.ts',
    'config',
    'type:providers',
    'type:store',
    'type:explain',
    'upload',
  ],
  console: [
    'access',
    'alarms',
    'fax',
    'words',
    'http',
    'outbound',
    'inbound',
    'runtime.ts',
    'type:documents',
    'upload',
    'type:config',
    'type:providers',
    'type:store',
    // The trace of the rules in words.
    'explain',
  ],
  // For programs elsewhere: it knows nothing of the daemon but the document that its operations are generated from.
  'api-client': [],
  // A new fax without a mail program: it goes the way of a mail.
  upload: ['fax', 'runtime.ts', 'mail', 'smtp', 'type:config'],
  // Plays a mail through the very code of the daemon.
  explain: ['fax', 'runtime.ts', 'documents', 'smtp', 'outbound', 'words', 'type:config'],
  // What other fax systems wrote is tried against the configuration that it is to become.
  import: ['fax', 'config'],
  // The command line runs next to the daemon: simulators, and a vendor's settings, need none.
  cli: [
    'api-client',
    'access',
    'type:alarms',
    'doctor',
    'inbound',
    'fax',
    'options',
    'words',
    'mail',
    'runtime.ts',
    'config',
    'main.ts',
    'restore.ts',
    'documents',
    'simulate',
    'providers',
    'import',
    'explain',
    'type:archive',
    'type:outbound',
    'type:store',
  ],
  'runtime.ts': ['type:fax'],
}

/** The composition root. */
const ROOT = [
  'src/main.ts',
  'src/start-admin.ts',
  'src/start-archive.ts',
  'src/start-destinations.ts',
  'src/start-queue.ts',
  'src/restore.ts',
  'src/start-queue.ts',
  'src/restore.ts',
  'src/start-alarms.ts',
  'src/start-metrics.ts',
]

describe('imports point one way', () => {
  it.each(sources.filter(file => !ROOT.includes(file)))('%s', file => {
    const own = folderOf(relative('src', file))
    const may = MAY[own] ?? []
    const wrong = importsOf(file)
      .filter(({ target }) => sources.includes(join('src', target)))
      .filter(({ target, types }) => {
        const folder = folderOf(target)
        return folder !== own && !may.includes(folder) && !(types && may.includes(`type:${folder}`))
      })
    expect(wrong).toEqual([])
  })

  it('fax/ imports nothing at all from outside', () => {
    for (const file of sources.filter(name => name.startsWith('src/fax/'))) {
      expect(
        importsOf(file).filter(({ target }) => !target.startsWith('fax/')),
        file,
      ).toEqual([])
    }
  })

  it('no cycles', () => {
    const edges = new Map(
      sources.map(file => [
        relative('src', file),
        importsOf(file)
          .filter(({ types }) => !types)
          .map(({ target }) => target),
      ]),
    )
    const cycles: string[] = []
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (done.has(file)) return
      for (const next of edges.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    const done = new Set<string>()
    for (const file of edges.keys()) visit(file, [])
    expect(cycles).toEqual([])
  })
})

describe('sizes and habits', () => {
  it.each(all)('%s', file => {
    const source = text(file)
    const lines = source.split('\n')
    // What is generated is read where it is generated from.
    const isWritten = !file.endsWith('/generated.ts')
    if (file.startsWith('src/') && isWritten)
      expect(lines.length - 1, 'lines of the file').toBeLessThanOrEqual(300)
    // A schema is a table, also where it stands in a function for the sake of its parameters.
    if (file.startsWith('src/') && !file.startsWith('src/config/providers/'))
      expect(longestFunction(lines), 'lines of its longest function').toBeLessThanOrEqual(60)
    expect(source, 'default exports').not.toMatch(/^export default /m)
    expect(source, 'enums').not.toMatch(/^(?:export )?(?:const )?enum /m)
    expect(source, 'barrels').not.toMatch(/^export \* from/m)
    expect(dirname(file), 'folder names').not.toMatch(/\b(?:utils?|helpers?|common|lib|misc)\b/)
  })

  it('nobody reads the clock or makes chance by himself', () => {
    const allowed = ['src/runtime.ts', 'src/cli/demo.ts']
    for (const file of sources.filter(name => !allowed.includes(name))) {
      expect(text(file), file).not.toMatch(/\bDate\.now\(|\bMath\.random\(|\bnew Date\(\)/)
    }
  })

  it('SQL never asks the database for the time', () => {
    for (const name of readdirSync(join(root, 'src/store/migrations'))) {
      expect(readFileSync(join(root, 'src/store/migrations', name), 'utf8'), name).not.toMatch(
        /\bnow\(|current_timestamp|datetime\(/i,
      )
    }
  })

  it('BridgeError is the only error class', () => {
    for (const file of sources) {
      const allowed = file === 'src/fax/error.ts' || file.startsWith('src/simulate/')
      if (!allowed) expect(text(file), file).not.toMatch(/class \w+ extends Error/)
    }
  })
})

describe('adapters', () => {
  const vendors = readdirSync(join(root, 'src/providers'), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'loopback')
    .map(entry => entry.name)

  /** Files with these names hold these functions, in every adapter that has them; the first eight every vendor has. */
  const NAMES: Readonly<Record<string, RegExp>> = {
    'adapter.ts': /^export (?:async )?function open[A-Z]\w*\(/m,
    'api.ts': /^export const \w+ = z\b/m,
    'calls.ts': /^export (?:interface|class|function|async function) /m,
    'submit.ts': /^export async function submit\(/m,
    'status.ts': /^export async function status\(/m,
    'find.ts': /^export (?:async )?function find\(/m,
    'probe.ts': /^export async function probe\(/m,
    'words.ts': /^export const [A-Z_]+: Readonly<Record<string|readonly/m,
    'inbound.ts': /^export function makeInbound\(/m,
    'cancel.ts': /^export async function cancel\(/m,
    'webhook.ts': /^export function (?:decodeWebhook|makeDecoder)\(/m,
  }
  /** As in the contract, provider.ts. */
  const ORDER =
    'limits submit status statusOfMany find watermark cancel inbound webhook balance probe maintain'.split(
      ' ',
    )

  it('there are five', () => {
    expect(vendors.sort()).toEqual(['faxplus', 'ngcp', 'openfax', 'opentext', 'ucx'])
  })

  it.each(vendors)('%s has the files of all the others, with the same functions in them', vendor => {
    const files = readdirSync(join(root, 'src/providers', vendor))
    expect(files).toEqual(expect.arrayContaining(Object.keys(NAMES).slice(0, 9)))
    for (const file of files.filter(name => name in NAMES))
      expect(text(`src/providers/${vendor}/${file}`), file).toMatch(NAMES[file] ?? /$^/)
  })

  it.each(vendors)('%s has what it can in the order of the contract', vendor => {
    const source = text(`src/providers/${vendor}/adapter.ts`)
    const made = source.slice(source.indexOf('return {\n    limits'))
    const body = made.slice(0, made.indexOf('\n  }\n}'))
    const found = [...body.matchAll(/^ {4}(?:\.\.\.\(.*\{ )?(?:async )?(\w+)[:(, ]/gm)].map(
      ([, name = '']) => name,
    )
    const known = found.filter(name => ORDER.includes(name))
    expect(known.length).toBeGreaterThan(4)
    expect(known).toEqual(ORDER.filter(name => known.includes(name)))
  })
})

/** Lines of the longest function or method that begins at the start of a line and ends at the same indentation. */
function longestFunction(lines: readonly string[]): number {
  let longest = 0
  for (const [i, line] of lines.entries()) {
    const begin =
      /^(\s*)(?:export )?(?:async )?(?:override )?(?:async )?(?:function\*? |(?:static |get |#|\*)?[\w#]+\(.*\{$)/.exec(
        line,
      )
    if (begin === null || /^\s*(?:if|for|while|switch|return|describe|it|await)\b/.test(line)) continue
    const end = lines.findIndex(
      (other, k) =>
        k > i && other.startsWith(`${begin[1]}}`) && other.trimEnd().length <= (begin[1]?.length ?? 0) + 2,
    )
    if (end > i) longest = Math.max(longest, end - i + 1)
  }
  return longest
}
