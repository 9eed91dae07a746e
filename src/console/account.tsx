/** One's own account: what one may do here, and, for who logs in with a password, another one. */
import type { PasswordRefusal } from '../access/own-password.ts'
import type { UserView } from '../access/users.ts'
import type { Look } from './look.ts'
import { Card, Facts, Form, Notice, Time } from './parts.tsx'
import { RightsList, roleText } from './people.tsx'
import { Page } from './shell.tsx'

interface Shown {
  readonly look: Look
  readonly user: UserView
  /** Why the password is still the old one. */
  readonly failed: PasswordRefusal | null
}

export function AccountPage({ look, user, failed }: Shown) {
  return (
    <Page look={look} place={null} title={look.say('nav.account')} lead={user.name}>
      {failed !== null && <Notice tone="bad" title={look.say(`account.${failed}`)} />}
      <div class="two">
        <div class="account">
          <Card title={look.say('account.change')}>
            {user.by === 'password' ? (
              <NewPassword look={look} user={user} />
            ) : (
              <p>{look.say('account.elsewhere')}</p>
            )}
          </Card>
        </div>
        <div>
          <Card title={look.say('all.details')}>
            <Facts
              rows={[
                [look.say('login.user'), user.name],
                [look.say('people.role'), roleText(look, user.role)],
                [look.say('people.subscribers'), user.subscribers?.join(', ') ?? look.say('all.any')],
                [look.say('people.by'), look.say(`people.${user.by}`)],
                [
                  look.say('people.lastLogin'),
                  user.lastLoginAt === null ? null : <Time look={look} at={user.lastLoginAt} />,
                ],
                [look.say('people.rights'), <RightsList rights={[...(look.who?.rights ?? [])]} />],
              ]}
            />
          </Card>
        </div>
      </div>
    </Page>
  )
}

/** The name of the user stands in the form for programs that keep passwords. */
function NewPassword({ look, user }: Omit<Shown, 'failed'>) {
  const field = (name: 'old' | 'next' | 'again', autocomplete: string) => (
    <label>
      {look.say(`account.${name}`)}
      <input name={name} type="password" required maxLength={200} autocomplete={autocomplete} />
    </label>
  )
  return (
    <Form look={look} action="/account/password">
      <input
        name="user"
        value={user.name}
        autocomplete="username"
        aria-label={look.say('login.user')}
        hidden
        readOnly
      />
      {field('old', 'current-password')}
      {field('next', 'new-password')}
      {field('again', 'new-password')}
      <p class="sub">{look.say('account.easy')}</p>
      <p class="sub">{look.say('account.ends')}</p>
      <button type="submit" class="button primary">
        {look.say('account.change')}
      </button>
    </Form>
  )
}
