/**
 * Distribution lists: which there are, and who is in them. Only looks: they belong to the settings of a subscriber, and are
 * changed with these (routes-subscribers.ts).
 */
import { z } from 'zod'
import { may } from '../access/principal.ts'
import type { ManagedDesk } from '../config/managed-desk.ts'
import type { Config, LiveConfig } from '../config/schema.ts'
import { nothing } from '../http/refused-requests.ts'
import { mustSee } from './gate.ts'
import { addRoute, type RouteHouse } from './route.ts'
import { distributionList, distributionLists } from './schema-subscribers.ts'

type Subscriber = Config['subscribers'][number]
type List = Subscriber['lists'][number]

const params = z.object({
  id: z.string().min(1).max(64).describe('Id of the subscriber.'),
  list: z.string().min(1).max(64).describe('Name of the list.'),
})

export function addLists(house: RouteHouse, config: LiveConfig, desk: ManagedDesk): void {
  const isManaged = (id: string) => desk.contents.subscribers.some(one => one.id === id)
  const viewOf = ({ id }: Subscriber, { name, members, members_file: file }: List) => {
    const count = new Set(members.map(({ number }) => number)).size
    return { subscriber: id, name, count, hasFile: file !== undefined, managed: isManaged(id) }
  }
  const common = { method: 'GET', tag: 'subscribers', right: 'subscribers.read' } as const
  addRoute(house, {
    ...common,
    url: '/lists',
    id: 'listLists',
    summary: 'All distribution lists, without their members',
    about: 'They are settings of their subscriber: change them there.',
    answer: distributionLists,
    handle: ({ who }) => ({
      items: config.current.subscribers
        .filter(({ id }) => may(who, 'subscribers.read', id))
        .flatMap(one => one.lists.map(list => viewOf(one, list))),
    }),
  })
  addRoute(house, {
    ...common,
    url: '/subscribers/:id/lists/:list',
    id: 'getList',
    summary: 'One distribution list, with its members',
    params,
    answer: distributionList,
    handle({ params: { id, list: name }, who }) {
      const owner = config.current.subscribers.find(one => one.id === id)
      if (owner === undefined) throw nothing(id)
      mustSee(who, 'subscribers.read', id, id)
      const list = owner.lists.find(one => one.name === name.toLowerCase())
      if (list === undefined) throw nothing(name)
      return { ...viewOf(owner, list), members: list.members.map(one => ({ ...one })) }
    },
  })
}
