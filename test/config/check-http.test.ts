import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/load.ts'

const BASE = `
hostname: fax.example.com
smtp: { mailDomains: [fax.local], listeners: [{ name: relay, listen: "127.0.0.1:2525" }] }
relay: { url: "smtp://127.0.0.1:25", from: "Fax <fax@fax.local>" }
providers: { demo: { type: loopback } }
routes: [{ prefix: "+", provider: demo }]
subscribers: []
`
const said = (http: string): string[] => {
  const result = parseConfig(`${BASE}http: { ${http} }\n`, '/tmp/faxbridge.yaml', {})
  return result.ok ? [] : result.problems.map(({ key, text }) => `${key}: ${text}`)
}

describe('addresses for HTTP', () => {
  it.each([
    ['listen: "0.0.0.0:8025"'],
    ['admin: { listen: "127.0.0.1:8026" }'],
    ['admin: { listen: "[::1]:8026" }'],
    ['admin: { listen: "localhost:8026" }'],
    ['admin: { listen: "fd:admin" }'],
    ['admin: { listen: "0.0.0.0:8026", tls: { cert: c.pem, key: k.pem } }'],
    ['admin: { listen: "0.0.0.0:8026", trustedProxies: [10.0.0.1] }'],
    ['public: { listen: "0.0.0.0:8443" }'],
  ])('are taken: %s', http => {
    expect(said(http)).toEqual([])
  })

  it.each([
    ['admin: { listen: "0.0.0.0:8026" }', 'in clear'],
    ['admin: { listen: "192.168.0.5:8026" }', 'in clear'],
    ['listen: "127.0.0.1:8026", admin: { listen: "127.0.0.1:8026" }', 'twice'],
    ['public: { listen: "127.0.0.1:8025" }', 'twice'],
    ['public: { listen: "127.0.0.1:80250" }', 'at most 65535'],
    ['trustedProxies: [proxy.lan]', 'an address or a network'],
    ['admin: { listen: "127.0.0.1:8026", publicUrl: "fax.example.com" }', 'write the address'],
  ])('are refused: %s', (http, why) => {
    expect(said(http).join()).toContain(why)
  })
})
