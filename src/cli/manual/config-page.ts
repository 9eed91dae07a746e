/** The page faxbridge.yaml(5), made of the schema that checks the file: every key, what it means, its default. */
import { configJsonSchema } from '../../config/json-schema.ts'
import { entry, first, page, paragraph, section, subsection } from './roff.ts'

interface Node {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly additionalProperties?: Node | boolean
  readonly oneOf?: readonly Node[]
  readonly anyOf?: readonly Node[]
  readonly required?: readonly string[]
  readonly description?: string
  readonly default?: unknown
}

interface Place {
  readonly prefix: string
  readonly shown: Set<string>
}

/** Writes the page. `date`: `2026-11-21`. */
export function configPage(version: string, date: string): string {
  const head = {
    name: 'faxbridge.yaml',
    number: 5,
    about: 'configuration of faxbridge',
    version,
    date,
  } as const
  const schema = configJsonSchema() as Node
  return page(head, [
    section('Description'),
    first(
      'The file is YAML. Keys that are not known, values that are not possible and references that lead nowhere are mistakes: faxbridge check-config shows all of them at once, with line and column. A file with a mistake is never used; the daemon goes on with the one that it has.',
    ),
    paragraph('Paths are relative to the file.'),
    paragraph(
      'A secret can be written in three ways: as text, as {file: PATH}, a file that only faxbridge can read, or as {env: NAME}, a variable of its environment.',
    ),
    paragraph(
      'In the names below, [] stands for each entry of a list and * for a name that you choose. "needed" means: where the group above it is there, so must be this key.',
    ),
    section('Keys'),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, node]) => topKey(name, node, schema)),
    section('Files'),
    entry('/etc/faxbridge/faxbridge.yaml', 'Where it is looked for without --config and FAXBRIDGE_CONFIG.'),
    entry(
      '/usr/share/doc/faxbridge/examples/faxbridge.example.yaml',
      'Every key with its default and its reason.',
    ),
    section('See also'),
    first('faxbridge(1)'),
  ])
}

function topKey(name: string, node: Node, schema: Node): string[] {
  const place = { prefix: name, shown: new Set<string>() }
  return [
    subsection(name),
    keyEntry(name, node, schema.required?.includes(name) === true),
    ...inside(node, place),
  ]
}

/** All keys below a node. Branches that are told apart by a `type` are shown one after the other, each under its type. */
function inside(node: Node, place: Place): string[] {
  const { prefix } = place
  const branches = [...(node.oneOf ?? []), ...(node.anyOf ?? [])].filter(branch => !isSecretForm(branch))
  const kinds = branches.filter(branch => kindOf(branch) !== null)
  return [
    ...keysOf(node, place),
    ...(node.items === undefined ? [] : inside(node.items, { ...place, prefix: `${prefix}[]` })),
    ...(typeof node.additionalProperties === 'object'
      ? inside(node.additionalProperties, { ...place, prefix: `${prefix}.*` })
      : []),
    ...branches.filter(branch => !kinds.includes(branch)).flatMap(branch => inside(branch, place)),
    ...kinds.flatMap(branch => [
      subsection(`${prefix}, type: ${kindOf(branch)}`),
      ...(branch.description === undefined ? [] : [first(branch.description)]),
      ...inside(branch, { prefix, shown: new Set() }),
    ]),
  ]
}

function keysOf(node: Node, { prefix, shown }: Place): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, inner]) => {
    const key = `${prefix}.${name}`
    // The same key of another branch: once is enough.
    if (shown.has(key)) return []
    shown.add(key)
    return [
      keyEntry(key, inner, node.required?.includes(name) === true),
      ...inside(inner, { prefix: key, shown }),
    ]
  })
}

function keyEntry(key: string, node: Node, needed: boolean): string {
  const values = [node.const, ...(node.enum ?? [])].filter(value => value !== undefined)
  const initial = node.default === undefined || isGroup(node) ? '' : `Default: ${written(node.default)}`
  return entry(
    key,
    node.description ?? '',
    values.length > 1 ? `One of: ${values.map(String).join(', ')}.` : '',
    initial,
    needed ? 'Needed.' : '',
  )
}

const isGroup = (node: Node) => node.properties !== undefined
const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
const kindOf = (branch: Node) => {
  const kind = branch.properties?.['type']?.const
  return typeof kind === 'string' ? kind : null
}
/** `{file: …}` and `{env: …}` are a way to write a value; the page says so once. */
const isSecretForm = (branch: Node) =>
  branch.properties?.['env'] !== undefined ||
  (branch.anyOf ?? []).some(inner => inner.properties?.['env'] !== undefined)
