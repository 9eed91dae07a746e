import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { faxplusSettings } from '../../../src/config/providers/faxplus.ts'
import { TAKEN_MARK } from '../../../src/providers/faxplus/inbound.ts'
import { OUTBOX_WORDS, RECORD_WORDS } from '../../../src/providers/faxplus/words.ts'

const page = readFileSync(new URL('../../../docs/providers/faxplus.md', import.meta.url), 'utf8')
const anySecret = z.unknown().transform(() => 'secret') as unknown as z.ZodType<string, string>
const settings = faxplusSettings(anySecret, z.string())

describe('the page about FAX.PLUS', () => {
  it('its example is a valid account', () => {
    const [, yaml = ''] = /```yaml\n(providers:[\s\S]*?)```/.exec(page) ?? []
    const { providers } = parse(yaml) as { providers: Record<string, unknown> }
    expect(settings.safeParse(providers['alohi']).error).toBeUndefined()
  })

  it('names every key, and every status word with what becomes of it', () => {
    const keys = Object.keys(settings.shape).filter(key => key !== 'type')
    const receive = Object.keys(settings.shape.receive.unwrap().shape).map(key => `receive.${key}`)
    for (const key of [...keys.filter(key => key !== 'receive'), ...receive])
      expect(page).toContain(`\`${key}\``)
    const rows = page.split('\n').filter(line => line.startsWith('| `'))
    for (const [word, failure] of Object.entries(RECORD_WORDS)) {
      const row = rows.find(line => line.includes(`\`${word}\``)) ?? ''
      expect(row, word).toContain(failure === 'sent' ? 'delivered' : `\`${failure}\``)
    }
    for (const word of Object.keys(OUTBOX_WORDS)) expect(page).toContain(`\`${word}\``)
    expect(page).toContain(TAKEN_MARK)
  })
})
