/** Provider accounts: how they do, a test without a fax, the balance. */
import type { ProviderView } from '../outbound/provider-desk.ts'
import type { ProbeLine } from '../providers/provider.ts'
import { Icon } from './icons.tsx'
import { can, type Look } from './look.ts'
import { Badge, Facts, Form, Notice } from './parts.tsx'
import { Page } from './shell.tsx'

export function Standing({ look, account }: { readonly look: Look; readonly account: ProviderView }) {
  const { standing, until } = account
  if (standing === 'open')
    return (
      <Badge tone="good" icon="check">
        {look.say('prov.open')}
      </Badge>
    )
  return (
    <Badge tone={standing === 'resting' ? 'warn' : 'bad'} icon={standing === 'resting' ? 'pause' : 'cross'}>
      {look.say(standing === 'resting' ? 'prov.resting' : 'prov.stopped')}
      {until !== null && ` ${look.say('prov.until', { time: look.time(until) })}`}
    </Badge>
  )
}

export interface ProviderAnswer {
  readonly account: string
  readonly lines: readonly ProbeLine[] | null
  readonly balance: string | null
}

interface Shown {
  readonly look: Look
  readonly accounts: readonly ProviderView[]
  /** What an account has just answered. */
  readonly answer: ProviderAnswer | null
}

export function ProvidersPage({ look, accounts, answer }: Shown) {
  return (
    <Page look={look} place="providers" title={look.say('nav.providers')}>
      {accounts.length === 0 && <p class="empty">{look.say('prov.none')}</p>}
      <div class="cards">
        {accounts.map(account => (
          <Account
            key={account.account}
            look={look}
            account={account}
            answer={answer?.account === account.account ? answer : null}
          />
        ))}
      </div>
    </Page>
  )
}

function Account({ look, account, answer }: AccountShown) {
  const { account: name, type, why, running, open, can: abilities } = account
  return (
    <section class="card" id={name} aria-labelledby={`p-${name}`}>
      <header>
        <h2 id={`p-${name}`}>{name}</h2>
        <Standing look={look} account={account} />
      </header>
      {why !== null && (
        <Notice tone={account.standing === 'stopped' ? 'bad' : 'warn'} title={look.told(why)}>
          {account.standing === 'stopped' && <p>{look.say('prov.stoppedText')}</p>}
        </Notice>
      )}
      <Facts
        rows={[
          [look.say('prov.type'), type],
          [look.say('prov.running'), look.number(running)],
          [look.say('prov.openFaxes'), look.number(open)],
          [look.say('prov.balance'), answer?.balance ?? account.balance],
          [look.say('prov.can'), abilities.map(look.word).join(', ')],
        ]}
      />
      {answer?.lines && <Probed look={look} lines={answer.lines} />}
      {can(look, 'providers.write') && (
        <div class="actions">
          <Form look={look} action={`/providers/${encodeURIComponent(name)}/test`}>
            <button type="submit" class="button" title={look.say('prov.testText')}>
              <Icon name="check" />
              {look.say('prov.test')}
            </button>
          </Form>
          {abilities.includes('balance') && (
            <Form look={look} action={`/providers/${encodeURIComponent(name)}/balance`}>
              <button type="submit" class="button">
                {look.say('prov.balanceGet')}
              </button>
            </Form>
          )}
        </div>
      )}
    </section>
  )
}
interface AccountShown {
  readonly look: Look
  readonly account: ProviderView
  readonly answer: ProviderAnswer | null
}

function Probed({ look, lines }: { readonly look: Look; readonly lines: readonly ProbeLine[] }) {
  const well = lines.every(({ ok }) => ok)
  return (
    <Notice tone={well ? 'good' : 'bad'} title={look.say(well ? 'prov.passed' : 'prov.notPassed')}>
      <ul class="checks">
        {lines.map(({ ok, what, text }) => (
          <li key={what} class={ok ? 'good' : 'bad'}>
            <Icon name={ok ? 'check' : 'cross'} />
            <span>
              <strong>{look.word(what)}</strong> {look.told(text)}
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
