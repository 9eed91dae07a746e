import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/load.ts'
import { secretKeys, shownConfig } from '../../src/config/shown.ts'

const CONFIG = `
hostname: fax.example.com
smtp: { mailDomains: [fax.local], listeners: [{ name: relay, listen: "127.0.0.1:2525" }] }
relay: { url: "smtp://127.0.0.1:25", user: robot, password: canary-of-the-relay, from: "Fax <fax@fax.local>" }
providers:
  demo: { type: loopback }
  plus: { type: faxplus, token: canary-of-faxplus }
routes: [{ prefix: "+", provider: demo }]
subscribers:
  - id: office
    active: true
    numbers: ["+15555551212"]
    country: US
    secret_key: canary-of-the-key-0123456789
    logins: [{ user: mfp, password: canary-of-the-login-99 }]
`

describe('the configuration as people see it', () => {
  const parsed = parseConfig(CONFIG, '/tmp/faxbridge.yaml', {})

  it('has every key and no secret', () => {
    const text = JSON.stringify(parsed)
    const config = parsed.ok ? parsed.config : null
    if (config === null) throw new Error(text)
    const shown = shownConfig(config)
    expect(shown.map(({ name }) => name)).toEqual(Object.keys(config))
    const all = shown.map(section => section.text).join('\n')
    expect(text).toContain('canary-of-the-login')
    expect(all).not.toContain('canary')
    expect(all).toContain('user: mfp')
    expect(all).toContain('+15555551212')
  })

  it('finds secrets in the schema by how they may be written', () => {
    const keys = secretKeys()
    expect(keys.size).toBeGreaterThan(5)
    expect([...keys]).toEqual(
      expect.arrayContaining(['subscribers[].secret_key', 'subscribers[].logins[].password']),
    )
  })

  it('shows the example file', () => {
    const file = new URL('../../config/faxbridge.example.yaml', import.meta.url).pathname
    const example = parseConfig(readFileSync(file, 'utf8'), file, {})
    if (example.ok) expect(shownConfig(example.config).length).toBeGreaterThan(8)
  })
})
