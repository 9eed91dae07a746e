/** Cover pages that are named must be there, and their forms must be readable PDF files. */
import { closeSync, openSync, readSync } from 'node:fs'
import type { Finding } from './explain.ts'
import type { SubscriberConfig } from './schema.ts'

/** Names with a meaning of their own. */
const BUILT_IN = ['none', 'standard']

/** Says through `wrong` what does not fit. `path`: of the subscriber. */
export function checkCovers(
  { cover, covers }: SubscriberConfig,
  path: Finding['path'],
  wrong: (path: Finding['path'], text: string) => void,
): void {
  const names = [...BUILT_IN, ...covers.map(entry => entry.name)]
  if (!names.includes(cover))
    wrong([...path, 'cover'], `there is no cover page "${cover}": there is ${names.join(', ')}`)
  covers.forEach((entry, i) => {
    const at = [...path, 'covers', i]
    if (names.indexOf(entry.name) !== i + BUILT_IN.length)
      wrong([...at, 'name'], `the name "${entry.name}" is taken: write another one`)
    const problem = formProblem(entry.form)
    if (problem !== null) wrong([...at, 'form'], problem)
  })
}

function formProblem(file: string): string | null {
  try {
    const handle = openSync(file, 'r')
    try {
      const head = Buffer.alloc(1024)
      readSync(handle, head)
      if (/\.html?$/i.test(file)) return null
      return head.includes('%PDF-')
        ? null
        : `${file} is no PDF: make a PDF form with text fields, or an HTML page (.html)`
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    const { code } = error as { code?: string }
    return `the file ${file} cannot be read (${code ?? String(error)})`
  }
}
