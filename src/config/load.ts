/**
 * Reads a configuration file: YAML → zod → checks across keys → paths made absolute → frozen. In charge of saying, for
 * every mistake at once, where it is (file, line, column), what is wrong and what to write. It changes nothing on disk.
 */
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { BridgeError } from '../fax/error.ts'
import { crossChecks } from './cross-checks.ts'
import { withDoNotFax } from './do-not-fax.ts'
import { explain, type Finding } from './explain.ts'
import { keysIn, listKeys } from './json-schema.ts'
import { withListFiles } from './list-files.ts'
import {
  type ManagedContents,
  type ManagedSource,
  managedOnDisk,
  nothingManaged,
  parseManaged,
  placeInManaged,
  type WrittenSubscriber,
  withManaged,
  withManagedNumbers,
} from './managed.ts'
import { absolutePaths } from './paths.ts'
import { templatesReader } from './report-templates.ts'
import { type Config, configSchema } from './schema.ts'
import { secretResolver } from './secrets.ts'

export interface ConfigProblem {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** `smtp.listeners[0].listen`; empty for the file as a whole. */
  readonly key: string
  /** What is wrong and what to write. */
  readonly text: string
}

export type LoadResult =
  | {
      readonly ok: true
      readonly config: Config
      readonly warnings: readonly ConfigProblem[]
      /** The configuration file as it was read. */
      readonly text: string
      /** Its subscribers as they are written, without the managed ones. */
      readonly written: readonly WrittenSubscriber[]
      readonly managed: ManagedContents
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** Never throws for anything that is in the file, or for a file that is not there. */
export function loadConfig(file: string, env: Readonly<Record<string, string | undefined>>): LoadResult {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as { code?: string }
    const text =
      code === 'EACCES'
        ? 'you may not read it, since it may name passwords: ask as the user that faxbridge runs as, with "sudo -u faxbridge" before the command'
        : `${code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? String(error)})`}: name another one with --config, or copy config/faxbridge.example.yaml`
    return { ok: false, problems: [{ file, line: 1, column: 1, key: '', text }] }
  }
  return parseConfig(text, file, env, managedOnDisk)
}

/**
 * As `loadConfig`, for text that has been read. `file` names it in messages and is what paths are relative to. `managed`: where
 * the managed file comes from; default: there is none.
 */
export function parseConfig(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  managed: ManagedSource = nothingManaged,
): LoadResult {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  const at = (key: string, offset: number, problem: string): ConfigProblem => {
    const { line, col } = lines.linePos(Math.max(0, Math.min(offset, text.length)))
    return { file, line: Math.max(1, line), column: Math.max(1, col), key, text: problem }
  }
  if (document.errors.length > 0) {
    const problems = document.errors.map(error =>
      at('', error.pos[0], yamlProblem(error.code, error.message)),
    )
    return { ok: false, problems }
  }
  const folder = dirname(resolve(file))
  const main = withoutEmptyGroups(document)
  const source = managed(dataDirOf(main, folder))
  const own = parseManaged(source)
  if (source !== null && own.problem !== null)
    return { ok: false, problems: [{ file: source.file, line: 1, column: 1, key: '', text: own.problem }] }
  const input = withManaged(main, own.contents)
  const placed = (finding: Finding) => {
    const path = placeInManaged(finding, main)
    if (path === null || source === null || own.document === null)
      return at(keyText(finding.path), offsetOf(document, finding.path), finding.text)
    const { line, col } = own.lines.linePos(offsetOf(own.document, path))
    return { file: source.file, line, column: col, key: keyText(path), text: finding.text }
  }
  const parsed = configSchema(secretResolver(folder, env), templatesReader(folder)).safeParse(input)
  if (!parsed.success)
    return { ok: false, problems: inOrder(explain(parsed.error, input, keysIn).map(placed)) }
  const lists = withListFiles(absolutePaths(parsed.data, folder), folder)
  const { config: filled, errors } = withDoNotFax(lists.config)
  const config = withManagedNumbers(filled, own.contents, source?.file ?? '')
  const checks = crossChecks(config)
  const mistakes = [...lists.errors, ...errors, ...checks.errors]
  if (mistakes.length > 0) return { ok: false, problems: inOrder(mistakes.map(placed)) }
  const warnings = [...lists.warnings, ...checks.warnings, ...readableByOthers(document, file)]
  const written = ((main as { subscribers?: WrittenSubscriber[] }).subscribers ?? []).map(one => one)
  const read = { text, written, managed: own.contents }
  return { ok: true, config: deepFreeze(config), warnings: inOrder(warnings.map(placed)), ...read }
}

/** Before anything is checked: where the managed file would be. */
function dataDirOf(input: unknown, folder: string): string {
  const { dataDir } = (input ?? {}) as { dataDir?: unknown }
  return resolve(folder, typeof dataDir === 'string' ? dataDir : './data')
}

/** Throws E_CONFIG with all problems, one a line. */
export function configOrThrow(result: LoadResult): Extract<LoadResult, { ok: true }> {
  if (result.ok) return result
  throw new BridgeError('E_CONFIG', { say: `\n${result.problems.map(problemLine).join('\n')}` })
}

/** `faxbridge.yaml:12:5: smtp.listeners[0].listen: write ADDRESS:PORT …` */
export function problemLine(problem: ConfigProblem): string {
  const { file, line, column, key, text } = problem
  return `${file}:${line}:${column}: ${key === '' ? '' : `${key}: `}${text}`
}

function yamlProblem(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'this key stands here twice: keep one of them'
  if (code === 'TAB_AS_INDENT') return 'a tab at the beginning of a line: indent with spaces'
  return `this is not YAML: ${message}`
}

function keyText(path: Finding['path']): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`))
    .join('')
}

/** Where the key stands; for a missing one, where its nearest parent stands. */
function offsetOf(document: Document, path: Finding['path']): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true)
    const step = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find(item => isScalar(item.key) && String(item.key.value) === String(step))
      if (pair !== undefined && isScalar(pair.key)) return pair.key.range?.[0] ?? 0
    }
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node)) return node.range?.[0] ?? 0
  }
  return 0
}

/** A secret written in the file itself is only as secret as the file. */
function readableByOthers(document: Document, file: string): Finding[] {
  const inline = (document.toJS() as { subscribers?: { secret_key?: unknown }[] }).subscribers?.findIndex(
    subscriber => typeof subscriber.secret_key === 'string',
  )
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
  if (inline === undefined || inline < 0 || (mode & 0o077) === 0) return []
  const text = `the key stands in a file that others can read: run "chmod 600 ${file}", or write {file: PATH}`
  return [{ path: ['subscribers', inline, 'secret_key'], text }]
}

/** A group whose keys are all commented out reads as null: it means the defaults. */
function withoutEmptyGroups(document: Document): unknown {
  const input: unknown = document.toJS() ?? {}
  if (typeof input !== 'object' || Array.isArray(input) || !hasNull(document)) return input
  const groups = listKeys().filter(({ group, default: value }) => group && JSON.stringify(value) === '{}')
  const copy = structuredClone(input) as Record<string, unknown>
  for (const { key } of groups) {
    const path = key.split('.')
    const last = path.pop() ?? ''
    const parent = path.reduce<unknown>(
      (node, step) => (node as Record<string, unknown> | null)?.[step],
      copy,
    )
    if (typeof parent === 'object' && parent !== null && (parent as Record<string, unknown>)[last] === null)
      delete (parent as Record<string, unknown>)[last]
  }
  return copy
}

/** Most files have none; the list of all groups takes longer than all the rest of a load. */
function hasNull(document: Document): boolean {
  let found = false
  const look = (node: { readonly value: unknown }) => {
    found ||= node.value === null
    return found ? visit.BREAK : undefined
  }
  visit(document, { Scalar: (_, node) => look(node), Pair: (_, pair) => look(pair) })
  return found
}

function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column)
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
