/**
 * Reads an operator's own sentences from a folder: one YAML file for each language, each of them optional. In charge of
 * finding every mistake at once, with its file; the sentences themselves are checked in words/override.ts.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import type { WordsOverride, WordsOverrides } from '../words/languages.ts'
import { checkOverride } from '../words/override.ts'
import { LANGUAGES, type Language } from '../words/words.ts'

export interface TemplatesRead {
  readonly overrides: WordsOverrides
  readonly problems: readonly string[]
}

/** Never throws; a relative folder is relative to the configuration file. */
export type ReadTemplates = (folder: string) => TemplatesRead

/** A file is a few kilobytes. */
const MAX_BYTES = 256 * 1024

export function templatesReader(configFolder: string): ReadTemplates {
  return name => {
    const folder = resolve(configFolder, name)
    let files: string[]
    try {
      files = readdirSync(folder).filter(file => /\.ya?ml$/.test(file))
    } catch (error) {
      const { code } = error as { code?: string }
      const why = code === 'ENOENT' ? 'there is no such folder' : `it cannot be read (${code})`
      return { overrides: {}, problems: [`${folder}: ${why}`] }
    }
    const problems: string[] = []
    const overrides: { -readonly [K in Language]?: WordsOverride } = {}
    for (const file of files.sort()) {
      const language = LANGUAGES.find(known => file === `${known}.yaml`)
      if (language === undefined) {
        problems.push(`${join(folder, file)}: name it after a language: ${LANGUAGES.join('.yaml, ')}.yaml`)
        continue
      }
      const { content, problem } = readYaml(join(folder, file))
      const checked = checkOverride(language, content)
      const found = problem === null ? checked.problems : [problem]
      problems.push(...found.map(text => `${join(folder, file)}: ${text}`))
      overrides[language] = checked.override
    }
    return { overrides, problems }
  }
}

function readYaml(file: string): { readonly content: unknown; readonly problem: string | null } {
  try {
    const bytes = readFileSync(file)
    if (bytes.length > MAX_BYTES) return { content: null, problem: `it has more than ${MAX_BYTES} bytes` }
    const document = parseDocument(bytes.toString('utf8'), { prettyErrors: true })
    const [error] = document.errors
    return error === undefined
      ? { content: document.toJS(), problem: null }
      : { content: null, problem: `this is not YAML: ${error.message.split('\n')[0] ?? ''}` }
  } catch (error) {
    const { code } = error as { code?: string }
    return { content: null, problem: `it cannot be read (${code ?? String(error)})` }
  }
}
