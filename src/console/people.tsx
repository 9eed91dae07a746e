/** Users and tokens: who may do what here, and when they last did. To look at; `faxbridge users` and `tokens` change them. */
import { ROLES, type Role } from '../access/principal.ts'
import type { TokenView } from '../access/tokens.ts'
import type { UserView } from '../access/users.ts'
import type { ConsoleId } from '../words/console-words.ts'
import type { Look } from './look.ts'
import { Badge, DataTable, Time } from './parts.tsx'
import { Page } from './shell.tsx'

interface Shown {
  readonly look: Look
  readonly users: readonly UserView[]
  readonly tokens: readonly TokenView[]
}

export function PeoplePage({ look, users, tokens }: Shown) {
  return (
    <Page look={look} place="people" title={look.say('nav.people')} lead={look.say('people.lead')}>
      <section class="part" aria-labelledby="users">
        <h2 id="users">{look.say('people.users')}</h2>
        <Users look={look} users={users} />
      </section>
      <section class="part" aria-labelledby="tokens">
        <h2 id="tokens">{look.say('people.tokens')}</h2>
        <Tokens look={look} tokens={tokens} />
      </section>
    </Page>
  )
}

/** What a role is called; one that nobody knows may do nothing, and stands there as it is written. */
export function roleText(look: Look, role: string): string {
  return Object.hasOwn(ROLES, role) ? look.say(`role.${role as Role}`) : role
}

function Users({ look, users }: Pick<Shown, 'look' | 'users'>) {
  return (
    <DataTable
      label={look.say('people.users')}
      empty={look.say('all.none')}
      rows={users}
      columns={[
        {
          title: look.say('login.user'),
          kind: 'main',
          cell: ({ name }) => <span class="address">{name}</span>,
        },
        {
          title: look.say('all.state'),
          cell: ({ disabled }) => <Standing look={look} word={disabled ? 'people.off' : null} />,
        },
        { title: look.say('people.role'), cell: ({ role }) => roleText(look, role) },
        { title: look.say('people.subscribers'), cell: ({ subscribers }) => whose(look, subscribers) },
        {
          title: look.say('people.extra'),
          kind: 'wide',
          cell: ({ rights }) => <RightsList rights={rights} />,
        },
        { title: look.say('people.by'), cell: ({ by }) => look.say(`people.${by}`) },
        {
          title: look.say('people.lastLogin'),
          cell: ({ lastLoginAt }) => timeOr(look, lastLoginAt),
        },
      ]}
    />
  )
}

function Tokens({ look, tokens }: Pick<Shown, 'look' | 'tokens'>) {
  const isOver = ({ expiresAt }: TokenView) => expiresAt !== null && expiresAt <= look.now
  return (
    <DataTable
      label={look.say('people.tokens')}
      empty={look.say('all.none')}
      rows={tokens}
      columns={[
        { title: look.say('people.name'), kind: 'main', cell: ({ name }) => name },
        {
          title: look.say('all.state'),
          cell: token => <Standing look={look} word={isOver(token) ? 'people.over' : null} />,
        },
        {
          title: look.say('people.rights'),
          kind: 'wide',
          cell: ({ rights }) => <RightsList rights={rights} />,
        },
        { title: look.say('people.subscribers'), cell: ({ subscribers }) => whose(look, subscribers) },
        {
          title: look.say('people.madeBy'),
          cell: ({ createdBy }) => <span class="address">{createdBy}</span>,
        },
        { title: look.say('people.ends'), cell: ({ expiresAt }) => timeOr(look, expiresAt) },
        {
          title: look.say('people.lastUse'),
          kind: 'end',
          cell: ({ lastUsedAt }) => timeOr(look, lastUsedAt),
        },
        { title: look.say('all.id'), cell: ({ id }) => <code class="long">{id}</code> },
      ]}
    />
  )
}

/** Words of the table of rights: they stand in commands and in the API, too. */
export function RightsList({ rights }: { readonly rights: readonly string[] }) {
  return (
    <>
      {rights.map((right, i) => (
        <code key={right}>{i === 0 ? right : ` ${right}`}</code>
      ))}
    </>
  )
}

function Standing({ look, word }: { readonly look: Look; readonly word: ConsoleId | null }) {
  return word === null ? (
    <Badge tone="good" icon="check">
      {look.say('people.on')}
    </Badge>
  ) : (
    <Badge tone="plain" icon="pause">
      {look.say(word)}
    </Badge>
  )
}

const whose = (look: Look, subscribers: readonly string[] | null) =>
  subscribers?.join(', ') ?? look.say('all.any')

function timeOr(look: Look, at: string | number | null) {
  return at === null ? look.say('people.never') : <Time look={look} at={at} />
}
