import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { RIGHTS } from '../../src/access/principal.ts'
import { makeClient } from '../../src/api-client/client.ts'
import { controlAt } from '../../src/cli/control.ts'
import { type Bridge, freePort, makeBridge, waitFor } from './bridge.ts'

let bridge: Bridge
afterEach(() => bridge.close())

function aForm(): FormData {
  const form = new FormData()
  const fields = { to: '+15555551200', from: 'ann@example.com', text: 'From a program', subscriber: 'sales' }
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

it('a fax by upload is sent once over a kill before its answer; the command line asks from elsewhere', async () => {
  const port = await freePort()
  bridge = await makeBridge(config => {
    Object.assign(config['http'] as object, { admin: { listen: `127.0.0.1:${port}` } })
  })
  await bridge.start()
  const control = controlAt(join(bridge.folder, 'data', 'control.sock'))
  const { token } = await control.post<{ token: string }>('/tokens', {
    name: 'HIS',
    rights: Object.keys(RIGHTS),
  })
  const server = `http://127.0.0.1:${port}`
  const client = makeClient({ server, token })
  const subscriber = { id: 'law', active: true, numbers: ['+15555550177'], country: 'US' }
  await client.createSubscriber({ body: subscriber })
  await bridge.stop()

  await bridge.start({ crashAt: 'api-done' })
  const ask = () => client.sendFax({ body: aForm(), idempotencyKey: 'order-1' })
  await expect(ask()).rejects.toThrow()
  await bridge.ended()
  await bridge.start()
  const taken = await ask()
  expect(taken.repeat).toBe(true)
  expect((await ask()).submissionId).toBe(taken.submissionId)
  expect((await client.listFaxes()).items).toHaveLength(1)
  expect((await client.getSubscriber({ params: { id: 'law' } })).managed).toBe(true)

  const tokenFile = join(bridge.folder, 'token')
  await writeFile(tokenFile, token, { mode: 0o600 })
  const listed = await bridge.cli('--server', server, '--token-file', tokenFile, 'list', '--json')
  expect(listed.stderr).toBe('')
  expect(JSON.parse(listed.stdout)).toMatchObject([{ id: taken.faxes[0]?.id }])
  const dialled = async () => (await bridge.ledger()).filter(entry => entry.type === 'taken').length
  await waitFor('the fax', async () => (await dialled()) > 0)
  expect(await dialled()).toBe(1)
})
