/** The frame of every page: head, rail, the bar of a telephone, keyboard help. */
import type { ComponentChildren } from 'preact'
import type { Right } from '../access/principal.ts'
import type { ConsoleId } from '../words/console-words.ts'
import { LANGUAGE_NAMES } from '../words/console-words.ts'
import { LANGUAGES } from '../words/words.ts'
import { Icon, type IconName } from './icons.tsx'
import { can, type Look, THEMES } from './look.ts'
import { Form, Notice } from './parts.tsx'

export type Place =
  | 'overview'
  | 'faxes'
  | 'inbox'
  | 'send'
  | 'subscribers'
  | 'providers'
  | 'audit'
  | 'people'
  | 'settings'

/** In the order of the rail. `key`: after g. The first four stand in the bar of a telephone. */
const PLACES: readonly { place: Place; href: string; right: Right; icon: IconName; key: string }[] = [
  { place: 'overview', href: '/', right: 'faxes.read', icon: 'overview', key: 'o' },
  { place: 'faxes', href: '/faxes', right: 'faxes.read', icon: 'faxes', key: 'f' },
  { place: 'inbox', href: '/inbox', right: 'inbox.read', icon: 'inbox', key: 'i' },
  { place: 'send', href: '/send', right: 'faxes.send', icon: 'send', key: 's' },
  { place: 'subscribers', href: '/subscribers', right: 'subscribers.read', icon: 'subscribers', key: 'u' },
  { place: 'providers', href: '/providers', right: 'providers.read', icon: 'providers', key: 'p' },
  { place: 'audit', href: '/audit', right: 'audit.read', icon: 'audit', key: 'a' },
  { place: 'people', href: '/people', right: 'access.write', icon: 'lock', key: 't' },
  { place: 'settings', href: '/settings', right: 'settings.read', icon: 'settings', key: 'e' },
]

/** No style of its own, nothing evaluated, no request to others: the page's policy forbids all three. */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  // A daemon that hangs is told as one that is gone.
  timeout: 20_000,
})

interface Shelled {
  readonly look: Look
  readonly title: string
  readonly children: ComponentChildren
}

/** A whole document. */
export function Document({ look, title, children }: Shelled) {
  return (
    <html lang={look.language} data-theme={look.theme}>
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · faxbridge`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={look.theme === 'auto' ? 'light dark' : look.theme} />
        <meta name="robots" content="noindex" />
        <meta name="htmx-config" content={HTMX_CONFIG} />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/console.css" />
        <script src="/assets/htmx.min.js" defer />
        <script src="/assets/console.js" defer />
      </head>
      <body>{children}</body>
    </html>
  )
}

/** A page for somebody who has signed in. `actions` stand beside its title. */
export function Page({ look, title, place, lead, actions, children }: Paged) {
  return (
    <Document look={look} title={title}>
      <a class="skip" href="#main">
        {look.say('nav.skip')}
      </a>
      <Rail look={look} place={place} />
      <main id="main" tabIndex={-1}>
        <div class="head">
          <div>
            <h1>{title}</h1>
            {lead !== undefined && (
              <p id="lead" class="lead">
                {lead}
              </p>
            )}
          </div>
          {actions !== undefined && (
            <div id="actions" class="actions">
              {actions}
            </div>
          )}
        </div>
        {look.done !== null && <Notice tone="good" title={look.say(look.done)} />}
        {children}
        {/* Shown when a refresh gets no answer: what is old must not look as if all were well. */}
        <div aria-live="assertive">
          <p id="stale" class="stale bad" hidden>
            <Icon name="alert" />
            {look.say('all.stale')}
          </p>
        </div>
      </main>
      <LookDialog look={look} />
      <KeyHelp look={look} />
    </Document>
  )
}
interface Paged extends Shelled {
  readonly place: Place | null
  readonly lead?: ComponentChildren
  readonly actions?: ComponentChildren
}

function Rail({ look, place }: Pick<Paged, 'look' | 'place'>) {
  const places = PLACES.filter(({ right }) => can(look, right))
  return (
    <>
      <nav class="rail" aria-label={look.say('nav.main')}>
        <a class="brand" href="/" aria-label="faxbridge">
          <Logo />
          <span>faxbridge</span>
        </a>
        <ul>
          {places.map((entry, i) => (
            <li key={entry.place} class={i < 4 ? 'first' : ''}>
              <a
                href={entry.href}
                data-key={entry.key}
                aria-current={entry.place === place ? 'page' : undefined}
              >
                <Icon name={entry.icon} />
                <span>{look.say(`nav.${entry.place}`)}</span>
              </a>
            </li>
          ))}
          <li class="more">
            <button type="button" popovertarget="more">
              <Icon name="more" />
              <span>{look.say('nav.more')}</span>
            </button>
          </li>
        </ul>
        <div class="me">
          <Me look={look} />
        </div>
      </nav>
      <div id="more" popover="auto" class="sheet" role="dialog" aria-label={look.say('nav.more')}>
        <ul>
          {places.slice(4).map(entry => (
            <li key={entry.place}>
              <a href={entry.href} aria-current={entry.place === place ? 'page' : undefined}>
                <Icon name={entry.icon} />
                {look.say(`nav.${entry.place}`)}
              </a>
            </li>
          ))}
        </ul>
        <Me look={look} />
      </div>
    </>
  )
}

/** A sheet of paper with two waves of sound beside it. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <path d="M9 8h9l4 4v12H9zM18 8v4h4M12.5 16h6M12.5 20h6" />
    </svg>
  )
}

function Me({ look }: { readonly look: Look }) {
  return (
    <>
      <p class="name">{look.who?.name}</p>
      <div class="row">
        <a class="quiet" href="/account" title={look.say('nav.account')}>
          <Icon name="person" />
          <span>{look.say('nav.account')}</span>
        </a>
        <button type="button" class="quiet" popovertarget="look" title={look.say('look.title')}>
          <Icon name="look" />
          <span>{look.say('look.title')}</span>
        </button>
        <Form look={look} action="/logout">
          <button type="submit" class="quiet" title={look.say('nav.signOut')}>
            <Icon name="out" />
            <span>{look.say('nav.signOut')}</span>
          </button>
        </Form>
      </div>
    </>
  )
}

/** Language and colours, of everybody, also of who has not signed in. */
export function LookDialog({ look }: { readonly look: Look }) {
  return (
    <div id="look" popover="auto" role="dialog" aria-labelledby="look-t" class="dialog">
      <h2 id="look-t">{look.say('look.title')}</h2>
      <Form look={look} action="/look">
        <input type="hidden" name="back" value={look.url} />
        <label>
          {look.say('look.language')}
          <select name="language">
            {LANGUAGES.map(one => (
              <option key={one} value={one} lang={one} selected={one === look.language}>
                {LANGUAGE_NAMES[one]}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="choice">
          <legend>{look.say('look.theme')}</legend>
          {THEMES.map(one => (
            <label key={one}>
              <input type="radio" name="theme" value={one} checked={one === look.theme} />
              <span>{look.say(`look.${one}`)}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" class="button primary">
          {look.say('look.save')}
        </button>
      </Form>
    </div>
  )
}

const KEYS: readonly (readonly [string, ConsoleId])[] = [
  ['/', 'keys.search'],
  ['j', 'keys.next'],
  ['k', 'keys.previous'],
  ['Enter', 'keys.open'],
  ['?', 'keys.help'],
  ['Esc', 'keys.close'],
]

function KeyHelp({ look }: { readonly look: Look }) {
  return (
    <div id="keys" popover="auto" role="dialog" aria-labelledby="keys-t" class="dialog">
      <h2 id="keys-t">{look.say('nav.keys')}</h2>
      <dl class="keys">
        {KEYS.map(([key, id]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{look.say(id)}</dd>
          </div>
        ))}
        {PLACES.filter(({ right }) => can(look, right)).map(({ key, place }) => (
          <div key={place}>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{look.say(`nav.${place}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
