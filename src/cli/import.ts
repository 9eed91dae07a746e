/**
 * `faxbridge import`: subscribers from another fax system, printed as YAML for `subscribers:`. Nothing is changed or sent;
 * what has no place here stands in comments, what is missing on standard error.
 */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { BridgeError } from '../fax/error.ts'
import { readHylafax } from '../import/hylafax.ts'
import { readNgcpExport } from '../import/ngcp-export.ts'
import { type Imported, printDrafts } from '../import/subscriber-draft.ts'
import { say } from './print.ts'

export interface ImportOptions {
  /** `ID=+NUMBER`, any number of times. */
  readonly number: readonly string[]
  readonly country?: string
  readonly mailDomain?: string
}

/** Exports of thousands of subscribers have a few megabytes. */
const MAX_BYTES = 64 * 1024 * 1024

export async function importNgcp(names: readonly string[], options: ImportOptions): Promise<void> {
  const files = await Promise.all(
    names.map(async name => ({ name: basename(name), json: jsonOf(await textOf(name), name) })),
  )
  print(readNgcpExport(files, numbersIn(options.number), options.country ?? null), files)
}

export async function importHylafax(names: readonly string[], options: ImportOptions): Promise<void> {
  const files = await Promise.all(
    names.map(async name => ({ name: basename(name), text: await textOf(name) })),
  )
  const { country = null, mailDomain = null } = options
  print(readHylafax(files, { numbers: numbersIn(options.number), country, mailDomain }), files)
}

function print(imported: Imported, files: readonly { readonly name: string }[]): void {
  const { yaml, incomplete } = printDrafts(imported, files.map(({ name }) => name).join(', '))
  say(yaml.trimEnd())
  for (const line of incomplete) process.stderr.write(`not complete: ${line}\n`)
}

async function textOf(name: string): Promise<string> {
  try {
    const bytes = await readFile(name)
    if (bytes.length > MAX_BYTES) throw new BridgeError('E_BAD_REQUEST', { say: `${name} is too big.` })
    return bytes.toString('utf8').replace(/^\ufeff/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'E_BAD_REQUEST') throw error
    throw new BridgeError('E_BAD_REQUEST', { cause: error, say: `${name} cannot be read (${code}).` })
  }
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BridgeError('E_BAD_REQUEST', { cause: error, say: `${name} is not JSON.` })
  }
}

function numbersIn(given: readonly string[]): Map<string, string[]> {
  const numbers = new Map<string, string[]>()
  for (const text of given) {
    const [, id, number] = /^([^=]+)=(\+[1-9][0-9]{6,14})$/.exec(text) ?? []
    if (id === undefined || number === undefined)
      throw new BridgeError('E_BAD_REQUEST', { say: `Write --number ID=+15555550100; here is "${text}".` })
    numbers.set(id, [...(numbers.get(id) ?? []), number])
  }
  return numbers
}
