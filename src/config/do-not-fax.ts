/** Reads the do-not-fax list. A list that cannot be read is a mistake of the configuration: nobody faxes past it. */
import { readFileSync } from 'node:fs'
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

/** More mistakes than this are not listed one by one. */
const SHOWN = 5

export interface FilledConfig {
  readonly config: Config
  readonly errors: readonly Finding[]
}

/** The configuration with the numbers of its list; paths are absolute. */
export function withDoNotFax(config: Config): FilledConfig {
  const list = config.destinations.doNotFax
  if (list === undefined) return { config, errors: [] }
  const path = ['destinations', 'doNotFax']
  const texts: string[] = []
  const numbers = readList(list.file, texts)
  const more = texts.length - SHOWN
  const shown = texts.slice(0, SHOWN)
  if (more > 0) shown.push(`${list.file}: ${more} more lines are wrong`)
  return {
    config: {
      ...config,
      destinations: { ...config.destinations, doNotFax: { file: list.file, numbers } },
    },
    errors: shown.map(text => ({ path, text })),
  }
}

function readList(file: string, problems: string[]): readonly string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ENOENT') problems.push(`there is no file ${file}: make it, empty if need be`)
    else if (code === 'EISDIR') problems.push(`${file} is a folder: name the file in it`)
    else problems.push(`${file} cannot be read (${code ?? String(error)}): let faxbridge read it`)
    return []
  }
  const numbers: string[] = []
  for (const [i, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const written = line.replace(/#.*$/, '').trim()
    if (written === '') continue
    const number = written.replace(/[ ().-]/g, '')
    if (/^\+[1-9][0-9]{6,14}$/.test(number)) numbers.push(number)
    else
      problems.push(
        `line ${i + 1} of ${file} is no number: write it with + and country code, such as +15555550199`,
      )
  }
  return numbers
}
