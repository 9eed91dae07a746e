/** The page for those who have not signed in. */
import { Icon } from './icons.tsx'
import type { Look } from './look.ts'
import { Form, Notice } from './parts.tsx'
import { Document, Logo, LookDialog } from './shell.tsx'

interface Shown {
  readonly look: Look
  /** Where to go afterwards. */
  readonly next: string
  readonly user: string
  /** Why it did not work. */
  readonly failed: string | null
  /** Names of the ways beside a password, and where they begin. */
  readonly others: readonly { readonly name: string; readonly href: string }[]
}

export function LoginPage({ look, next, user, failed, others }: Shown) {
  return (
    <Document look={look} title={look.say('login.title')}>
      <main class="login" id="main">
        <div class="panel">
          <p class="brand">
            <Logo />
            <span>faxbridge</span>
          </p>
          <h1>{look.say('login.title')}</h1>
          <p class="lead">{look.say('login.lead')}</p>
          {failed !== null && <Notice tone="bad" title={look.told(failed)} />}
          <Form look={look} action="/login">
            <input type="hidden" name="next" value={next} />
            <label>
              {look.say('login.user')}
              <input
                name="user"
                value={user}
                required
                maxLength={100}
                autocomplete="username"
                autocapitalize="none"
                spellcheck={false}
              />
            </label>
            <label>
              {look.say('login.password')}
              <input
                name="password"
                type="password"
                required
                maxLength={500}
                autocomplete="current-password"
              />
            </label>
            <button type="submit" class="button primary wide">
              {look.say('login.submit')}
            </button>
          </Form>
          {others.length > 0 && <p class="or">{look.say('login.or')}</p>}
          {others.map(({ name, href }) => (
            <a key={href} class="button wide" href={href}>
              <Icon name="lock" />
              {look.say('login.oidc', { name })}
            </a>
          ))}
        </div>
        <button type="button" class="quiet" popovertarget="look">
          <Icon name="look" />
          {look.say('look.title')}
        </button>
      </main>
      <LookDialog look={look} />
    </Document>
  )
}
