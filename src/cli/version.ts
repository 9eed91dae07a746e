import { readFileSync } from 'node:fs'

/** The version in package.json; `src/cli` and `dist/cli` are equally deep. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
