/** Master keys: each name once, each key once. */
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

type Say = (path: Finding['path'], text: string) => void

export function checkArchive({ archive }: Config, wrong: Say): void {
  archive.keys.forEach(({ id, key }, i) => {
    const before = archive.keys.slice(0, i)
    if (before.some(other => other.id === id))
      wrong(['archive', 'keys', i, 'id'], `the name "${id}" stands here twice: each must be there once`)
    if (before.some(other => other.key === key))
      wrong(['archive', 'keys', i, 'key'], 'this key stands here twice: a new name needs a new key')
  })
}
