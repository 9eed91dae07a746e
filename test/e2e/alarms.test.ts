/** Alarms of a whole daemon: what is told is told once, whatever is killed in between, and once that it is over. */
import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../../src/runtime.ts'
import { SimulatedNetwork } from '../../src/simulate/network.ts'
import { startSimulator } from '../../src/simulate/simulator.ts'
import { VENDORS } from '../../src/simulate/vendors.ts'
import { startReceiver } from '../destinations/webhook-receiver.ts'
import { readExposition } from '../http/exposition.ts'
import { type Bridge, freePort, makeBridge, waitFor } from './bridge.ts'
import { sendMail } from './mailing.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const SECRET = 'a-secret-of-the-alarm-tests'

async function open(url: string) {
  const receiver = await startReceiver(Buffer.from(SECRET), () => Date.now())
  closers.push(() => receiver.close())
  const bridge = await makeBridge(config => {
    const trial = { ...VENDORS.ucx.account(url), pollSeconds: 1, inboundPollSeconds: 1 }
    Object.assign(config['providers'] as object, { trial })
    config['routes'] = [
      { prefix: '+', provider: 'demo' },
      { prefix: '+49', provider: 'trial' },
    ]
    config['operator'] = { mail: 'boss@example.com' }
    config['alarms'] = {
      providerMinutes: 0,
      settleMinutes: 0.03,
      diskFreeBytes: 0,
      webhooks: [{ url: `http://127.0.0.1:${receiver.port}/`, secret: SECRET, allow: ['127.0.0.0/8'] }],
    }
  })
  closers.push(() => bridge.close())
  return { bridge, receiver }
}

const toldByMail = (bridge: Bridge) =>
  bridge.sink.mails
    .filter(mail => mail.to.includes('boss@example.com'))
    .map(mail => /^Subject: (.*)$/m.exec(mail.raw.toString())?.[1]?.trim())

it('a provider that is down is told once, not again after a restart, and once that it is over', async () => {
  const port = await freePort()
  const simulated = () => {
    const made = { clock: systemClock, ledgerFile: null, secondsPerPage: 0.1, slowSeconds: 1 }
    return startSimulator(VENDORS.ucx.make(new SimulatedNetwork(made)).vendor, '127.0.0.1', port)
  }
  const { bridge, receiver } = await open(`http://127.0.0.1:${port}`)
  const told = () => receiver.calls.map(({ body }) => `${body.type} ${body.data['name']}`)
  await bridge.start()
  await waitFor('the call', () => told().includes('alarm.raised provider-down:trial'))
  await waitFor('the mail', () => toldByMail(bridge).length === 1)
  expect(receiver.calls.every(({ verified }) => verified)).toBe(true)
  const listed = await bridge.cli('alarms', '--json')
  expect(JSON.parse(listed.stdout)).toMatchObject([{ name: 'provider-down:trial', severity: 'critical' }])
  const at = `http://127.0.0.1:${bridge.httpPort}`
  // Trouble outside does not keep mail away.
  const ready = await fetch(`${at}/health/ready`)
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { ready: true, reasons: [], alarms: ['provider-down'] },
  ])
  const exposition = readExposition(await (await fetch(`${at}/metrics`)).text())
  expect(exposition.problems.filter(problem => problem.startsWith('faxbridge_'))).toEqual([])
  const of = (name: string) => exposition.samples.filter(sample => sample.name === name)
  expect(of('faxbridge_alarms').find(({ labels }) => labels['kind'] === 'provider-down')?.value).toBe(1)
  expect(of('faxbridge_provider_calls_total').map(({ labels }) => labels)).toContainEqual({
    account: 'trial',
    call: 'list',
    result: 'temporary',
  })
  const examined = await bridge.cli('doctor', '--json')
  const findings = JSON.parse(examined.stdout) as { area: string; state: string; fix: string | null }[]
  expect(examined.code).toBe(1)
  const wrong = findings.filter(({ state }) => state === 'wrong').map(({ area }) => area)
  expect([...new Set(wrong)].sort()).toEqual(['alarms', 'permissions', 'providers'])
  expect(findings.filter(({ state, fix }) => state !== 'ok' && fix === null)).toEqual([])
  await bridge.stop('SIGKILL')
  await bridge.start()
  // A held fax is another alarm: when it has been told, everything has been looked at.
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  await sendMail(bridge.smtpPort, {
    to: '15555551212@fax.local',
    subject: `x [sendat=${day} 10:00]`,
    text: 'x',
  })
  const fax = await waitFor('the fax', async () => {
    const [first] = JSON.parse((await bridge.cli('list', '--json')).stdout) as { id: string; state: string }[]
    return first?.state === 'ready' ? first.id : null
  })
  await bridge.cli('hold', fax)
  await waitFor('the second alarm', () => told().includes('alarm.raised faxes-held'))
  expect((await bridge.cli('alarms', 'ack', 'faxes-held')).code).toBe(0)
  expect((await bridge.cli('alarms', 'ack', 'relay-down')).code).toBe(4)
  const running = await simulated()
  closers.push(() => running.stop())
  await waitFor('its end', () => told().includes('alarm.over provider-down:trial'))
  await bridge.cli('release', fax)
  await waitFor('the end of the second', () => told().includes('alarm.over faxes-held'))
  await waitFor('all mails', () => toldByMail(bridge).length === 4)
  expect(told().sort()).toEqual([
    'alarm.over faxes-held',
    'alarm.over provider-down:trial',
    'alarm.raised faxes-held',
    'alarm.raised provider-down:trial',
  ])
  expect(toldByMail(bridge)).toContain('Over: Provider account trial cannot be reached')
}, 180_000)

it('killed while it tells, the daemon tells once: one mail, and calls with one id', async () => {
  const { bridge, receiver } = await open('http://127.0.0.1:9')
  await bridge.start({ crashAt: 'alarm-mail-written' })
  await bridge.ended()
  await bridge.start({ crashAt: 'alarm-called' })
  await bridge.ended()
  await bridge.start()
  await waitFor('the second call', () => receiver.calls.length === 2)
  await waitFor('the mail', () => toldByMail(bridge).length === 1)
  expect(new Set(receiver.calls.map(({ id }) => id)).size).toBe(1)
  const alarms = JSON.parse((await bridge.cli('alarms', '--json')).stdout) as { toldAt: string | null }[]
  expect(alarms.map(({ toldAt }) => toldAt !== null)).toEqual([true])
  expect(toldByMail(bridge)).toHaveLength(1)
}, 180_000)
