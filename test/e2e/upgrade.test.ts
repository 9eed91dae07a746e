/** A data directory of an older faxbridge: this one brings it to its own schema and goes on with what was open. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'

const fixture = (name: string) => new URL(`../fixtures/databases/${name}`, import.meta.url).pathname
const unpack = new URL('../../scripts/unpack-old-data.mjs', import.meta.url).pathname
const open: Bridge[] = []
afterAll(() => Promise.all(open.map(bridge => bridge.close())))

interface Fax {
  readonly id: string
  readonly state: string
  readonly held: unknown
  readonly subject: string
}

async function faxesOf(bridge: Bridge): Promise<ReadonlyMap<string, Fax>> {
  const { stdout, stderr } = await bridge.cli('list', '--json')
  expect(stderr).toBe('')
  return new Map((JSON.parse(stdout) as Fax[]).map(fax => [fax.subject, fax]))
}

describe('an upgrade', () => {
  // The oldest; test/store/upgrade.test.ts looks at the rows of all.
  it.each(['0002'])('from schema %s: everything is there, and what was open goes on', async name => {
    const bridge = await makeBridge(config => {
      // The fax that was on the line when the old version was stopped has arrived meanwhile.
      config['providers'] = { demo: { type: 'loopback', secondsPerPage: 0.05, slowSeconds: 1 } }
    })
    open.push(bridge)
    execFileSync(process.execPath, [unpack, fixture(name), `${bridge.folder}/data`])
    await bridge.start()

    const faxes = await faxesOf(bridge)
    expect([...faxes.keys()].sort()).toEqual([
      'Order 1',
      'Order 2, busy',
      'Order 3, no such number',
      'Order 4, slow',
      'Order 5, held',
    ])
    for (const { id } of faxes.values()) expect((await bridge.cli('show', id)).code, id).toBe(0)
    const pages = `${bridge.folder}/pages.tiff`
    expect((await bridge.cli('show', faxes.get('Order 1')?.id ?? '', '--pages', pages)).code).toBe(0)
    expect(readFileSync(pages).subarray(0, 2).toString()).toBe('II')

    // What waited for the relay arrives, under the Message-ID that it was given then.
    const sql = readFileSync(`${fixture(name)}/database.sql`, 'utf8')
    const waiting = [...sql.matchAll(/^insert into "mail" .*?(<[^>']+>)/gm)].map(([, id]) => id)
    expect(waiting.length).toBeGreaterThan(2)
    const arrived = () =>
      bridge.sink.mails.map(mail => /^Message-ID: *(<[^>]+>)/im.exec(mail.raw.toString('latin1'))?.[1])
    await waitFor('the old mails', () => waiting.every(id => arrived().includes(id)), 90_000)
    expect(bridge.sink.mails.filter(mail => mail.to.includes('office@example.com'))).toHaveLength(1)

    // The one on the line is followed to its end; the held one waits for a person.
    await waitFor(
      'the slow one',
      async () => (await faxesOf(bridge)).get('Order 4, slow')?.state === 'delivered',
      60_000,
    )
    const held = faxes.get('Order 5, held')
    expect(held?.held).toBeTruthy()
    expect((await bridge.cli('cancel', held?.id ?? '')).stderr).toBe('')
    expect((await faxesOf(bridge)).get('Order 5, held')?.state).toBe('cancelled')

    // Nothing was faxed or reported twice.
    await waitFor('a report on the slow one', () => arrived().length > waiting.length, 60_000)
    expect(new Set(arrived()).size).toBe(arrived().length)
    const taken = (await bridge.ledger()).filter(entry => entry.type === 'taken').map(entry => entry.to)
    expect(taken.filter(to => to === '+15555551297')).toHaveLength(1)
    expect(taken.filter(to => to === '+15555551212')).toHaveLength(1)
    await bridge.stop()
  })
})
