import { expect, it } from 'vitest'
import { makeClient } from '../../src/api-client/client.ts'
import { eventsOf } from '../../src/api-client/events.ts'
import { openApiHouse } from './house.ts'

it('the client follows events over a socket, and the daemon stops all the same', async () => {
  const house = await openApiHouse()
  const server = await house.server.listen({ host: '127.0.0.1', port: 0 })
  const client = makeClient({ server, token: await house.token() })
  const stopped = new AbortController()
  const stream = eventsOf(client, { lastEventId: '0', signal: stopped.signal })
  const fax = await house.aFax()
  const { value } = await stream.next()
  expect(value).toMatchObject({ event: 'fax', data: { id: fax.id, type: 'accepted' } })
  const rest = stream.next()
  await house.close()
  expect((await rest).done).toBe(true)
})
