import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { playDialog } from './dialog.ts'

const folder = new URL('../dialogs/', import.meta.url)
const files = readdirSync(folder).filter(name => name.endsWith('.txt'))

describe('a conversation over a real socket', () => {
  it.each(files)('%s', async name => {
    await playDialog(readFileSync(new URL(name, folder), 'utf8'))
  })

  it('is found wanting when the server says something else', async () => {
    await expect(playDialog('s: 220 fax.example.com ESMTP*\nc: NOOP\ns: 550 *')).rejects.toThrow(/^line 3: /)
    await expect(playDialog('s: 220 *\nc: NOOP')).rejects.toThrow(/at the end/)
    await expect(playDialog('s: 220 *\ntaken: to=+15555551212')).rejects.toThrow(/no such mail/)
  })
})
