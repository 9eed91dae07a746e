/** Reads secrets as the configuration writes them: as text, from a file, from the environment. */
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ResolveSecret } from './schema.ts'

/** Group and others must have no right at all: a key that others can read is not secret. */
const OTHERS = 0o077

/**
 * Gives the resolver for a configuration file in `folder`: secret files are relative to it. It throws Error with a
 * sentence that says what to do, and never with the secret in it.
 */
export function secretResolver(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): ResolveSecret {
  return secret => {
    if (typeof secret === 'string') return secret
    if ('env' in secret) {
      const value = env[secret.env]
      if (value === undefined || value === '')
        throw new Error(`the environment variable ${secret.env} is not set: set it before starting faxbridge`)
      return value
    }
    return fromFile(resolve(folder, secret.file))
  }
}

function fromFile(path: string): string {
  let text: string
  try {
    const { mode } = statSync(path)
    if ((mode & OTHERS) !== 0) {
      const rights = (mode & 0o777).toString(8)
      throw new Error(
        `others can read ${path} (mode ${rights}): run "chmod 600 ${path}" and choose a new secret`,
      )
    }
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (code === 'ENOENT')
      throw new Error(`there is no file ${path}: write the secret into it and run "chmod 600 ${path}"`)
    if (code === 'EACCES')
      throw new Error(`${path} cannot be read: give it to the user that faxbridge runs as`)
    if (code === 'EISDIR') throw new Error(`${path} is a folder: name the file in it`)
    throw error
  }
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '') throw new Error(`${path} is empty: write the secret into it`)
  if (/[\r\n]/.test(secret)) throw new Error(`${path} has more than one line: a secret is one line`)
  return secret
}
