/** `faxbridge doctor` on a daemon that works, and on one whose relay is gone. */
import { afterEach, describe, expect, it } from 'vitest'
import { type Bridge, makeBridge } from './bridge.ts'

let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})

interface Finding {
  readonly about: string
  readonly level: string
  readonly text: string
}

describe('faxbridge doctor', () => {
  it('finds nothing bad where all is well, names what is, and sends nothing', async () => {
    const b = await makeBridge(config => {
      const http = config['http'] as { listen: string }
      config['http'] = { ...http, publicUrl: `http://${http.listen}` }
    })
    bridge = b
    await b.start()
    const well = await b.cli('doctor', '--json')
    const findings = JSON.parse(well.stdout) as Finding[]
    expect(findings.filter(({ level }) => level === 'bad')).toEqual([])
    expect(well.code).toBe(0)
    const levelOf = (about: string) => findings.find(finding => finding.about.startsWith(about))?.level
    expect([levelOf('daemon'), levelOf('relay'), levelOf('listener'), levelOf('sandbox')]).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
    ])
    // Whoever reaches the public address here reaches everything.
    expect(levelOf('public address')).toBe('warn')
    await b.stop()
    await b.sink.close()
    const ill = await b.cli('doctor')
    expect(ill.code).toBe(1)
    expect(ill.stdout).toMatch(/^BAD {3}relay smtp:\/\/127\.0\.0\.1:\d+: .*\n {6}→ /m)
    expect(b.sink.mails).toEqual([])
  })
})
