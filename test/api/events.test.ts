import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RIGHTS, type Right } from '../../src/access/principal.ts'
import { EventHub, MOST_FOLLOWERS } from '../../src/api/event-hub.ts'
import { type ApiEvent, eventIn } from '../../src/api-client/events.ts'
import { type ApiHouse, openApiHouse } from './house.ts'

let house: ApiHouse
let hub: EventHub
beforeEach(async () => {
  house = await openApiHouse()
  hub = new EventHub(house.store, house.runtime)
})
afterEach(async () => {
  await hub.stop()
  await house.close()
})

/** A client that reads, or does not. */
function aFollower(subscribers: readonly string[] | null = null, rights = Object.keys(RIGHTS) as Right[]) {
  const written: string[] = []
  const follower = {
    who: { id: 'token:1', name: 'HIS', rights: new Set(rights), subscribers },
    room: true,
    ended: false,
    write(text: string) {
      written.push(text)
      return follower.room
    },
    end() {
      follower.ended = true
    },
  }
  const events = (): ApiEvent[] =>
    written
      .join('')
      .split('\n\n')
      .map(eventIn)
      .filter(event => event !== null)
  return { follower, events, written }
}

describe('events', () => {
  it('tell of changes after the commit, to whoever may know', async () => {
    const before = await house.aFax()
    const all = aFollower()
    const office = aFollower(['office'])
    const inbox = aFollower(null, ['inbox.read'])
    for (const { follower } of [all, office, inbox]) await hub.follow(follower, null)
    const fax = await house.aFax({ subscriberId: 'office' })
    const received = await house.aReceived({ subscriberId: 'sales' })
    await (await house.client()).holdFax({ params: { id: before.id }, body: { reason: 'wait' } })
    await hub.look()
    const told = ({ events }: typeof all) =>
      events().map(({ event, data }) => [event, (data as { id: string }).id])
    expect(told(all)).toEqual([
      ['fax', fax.id],
      ['inbox', received.id],
      ['fax', before.id],
    ])
    expect(told(office)).toEqual([['fax', fax.id]])
    expect(told(inbox)).toEqual([['inbox', received.id]])
    expect(all.events().at(-1)?.data).toMatchObject({
      type: 'held',
      text: 'Held by HIS: wait',
      held: 'wait',
      state: 'accepted',
      subscriber: 'sales',
    })
  })

  it('go on after the last one that a client knows, from the history', async () => {
    const first = aFollower()
    const leave = await hub.follow(first.follower, 0)
    await house.aFax()
    await hub.look()
    leave()
    const missed = await house.aFax()
    const again = aFollower()
    await hub.follow(again.follower, Number(first.events().at(-1)?.id))
    await hub.look()
    expect(again.events().map(({ data }) => (data as { id: string }).id)).toEqual([missed.id])
  })

  it('go on with what is new for a client that knows more than there is: a backup was restored', async () => {
    const { follower, events } = aFollower()
    await house.aFax()
    await hub.follow(follower, 1_000_000)
    const fax = await house.aFax()
    await hub.look()
    expect(events().map(({ data }) => (data as { id: string }).id)).toEqual([fax.id])
  })

  it('keep the line open, let go of who cannot follow, and end for those who were there for long', async () => {
    const slow = aFollower()
    slow.follower.room = false
    const quiet = aFollower(['office'])
    for (const { follower } of [slow, quiet]) await hub.follow(follower, null)
    await house.aFax()
    await hub.look()
    expect(slow.follower.ended).toBe(true)
    expect(quiet.written).toEqual([])
    await house.clock.advance(15_000)
    await hub.look()
    expect(quiet.written.at(-1)).toBe(': still here\n\n')
    expect(quiet.follower.ended).toBe(false)
    await house.clock.advance(15 * 60_000)
    await hub.look()
    expect(quiet.follower.ended).toBe(true)
  })

  it('are for a bounded number of clients', async () => {
    for (let n = 0; n < MOST_FOLLOWERS; n++) await hub.follow(aFollower().follower, null)
    expect(() => hub.mustHaveRoom()).toThrow('Too many programs')
    await expect(hub.follow(aFollower().follower, null)).rejects.toThrow('Too many programs')
  })
})
