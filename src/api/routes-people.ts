/**
 * Users and tokens: who may do what, and when they last did. To look at only: they are made and changed by the command line
 * alone, so that whoever gets hold of a token cannot make himself a second one.
 */
import { listTokens } from '../access/tokens.ts'
import { listUsers } from '../access/users.ts'
import type { EpochMs } from '../fax/id.ts'
import type { AdminDeps } from '../http/admin.ts'
import { addRoute, type RouteHouse } from './route.ts'
import { tokenList, userList } from './schema-people.ts'

export function addPeople(house: RouteHouse, { outbound, runtime }: AdminDeps): void {
  const common = { method: 'GET', tag: 'access', right: 'access.write' } as const
  const { store } = outbound
  addRoute(house, {
    ...common,
    url: '/users',
    id: 'listUsers',
    summary: 'Users of the console, by name',
    about: 'No password, nor what is kept of one. They are made and changed by `faxbridge users`.',
    answer: userList,
    handle: async () => ({
      items: (await listUsers({ store })).map(({ rights, subscribers, ...rest }) => ({
        ...rest,
        rights: [...rights],
        subscribers: copied(subscribers),
      })),
    }),
  })
  addRoute(house, {
    ...common,
    url: '/tokens',
    id: 'listTokens',
    summary: 'Tokens of programs: scopes, end and last use',
    about: 'Never the token itself. They are made and removed by `faxbridge tokens`.',
    answer: tokenList,
    async handle() {
      const now = runtime.clock.now()
      const tokens = await listTokens({ store })
      return {
        items: tokens.map(({ rights, subscribers, createdAt, expiresAt, lastUsedAt, ...rest }) => ({
          ...rest,
          rights: [...rights],
          subscribers: copied(subscribers),
          createdAt: iso(createdAt),
          expiresAt: expiresAt === null ? null : iso(expiresAt),
          expired: expiresAt !== null && expiresAt <= now,
          lastUsedAt: lastUsedAt === null ? null : iso(lastUsedAt),
        })),
      }
    },
  })
}

const copied = (ids: readonly string[] | null): string[] | null => (ids === null ? null : [...ids])
const iso = (at: EpochMs): string => new Date(at).toISOString()
