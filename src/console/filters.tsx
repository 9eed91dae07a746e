/** The line above a list: search and filters. A form like any other; with JavaScript the list follows while one types. */
import type { ComponentChildren } from 'preact'
import type { ConsoleId } from '../words/console-words.ts'
import { Icon } from './icons.tsx'
import type { Look } from './look.ts'

interface Filtered {
  readonly look: Look
  /** Of the list. */
  readonly path: '/faxes' | '/inbox'
  readonly search: string
  readonly hint: ConsoleId
  readonly children: ComponentChildren
}

export function Filters({ look, path, search, hint, children }: Filtered) {
  return (
    <search>
      <form
        class="filters"
        method="get"
        action={path}
        hx-get={path}
        hx-trigger="input delay:250ms from:#search, change, submit"
        hx-target="#rows"
        hx-select="#rows"
        hx-swap="outerHTML"
        // A refresh that is under way would take away what the answer is put into.
        hx-sync="#rows:replace"
        hx-push-url="true"
      >
        <label class="search">
          <span class="hidden">{look.say(hint)}</span>
          <Icon name="search" />
          <input
            id="search"
            type="search"
            name="search"
            value={search}
            placeholder={look.say(hint)}
            autocomplete="off"
            maxLength={200}
          />
          <span class="key" aria-hidden="true">
            /
          </span>
        </label>
        {children}
        <button type="submit" class="button">
          {look.say('all.filter')}
        </button>
      </form>
    </search>
  )
}

interface Chosen {
  readonly look: Look
  readonly name: string
  readonly title: ConsoleId
  readonly value: string
  readonly all: readonly (readonly [string, string])[]
}

/** One of these, or all. A link may ask for several at once: then these are a choice of their own, so that it shows. */
export function FilterChoice({ look, name, title, value, all }: Chosen) {
  const several = value.split(',').flatMap(one => all.filter(([id]) => id === one))
  return (
    <label>
      <span class="hidden">{look.say(title)}</span>
      <select name={name}>
        <option value="">{`${look.say(title)}: ${look.say('all.any')}`}</option>
        {several.length > 1 && (
          <option value={value} selected>
            {several.map(([, text]) => text).join(', ')}
          </option>
        )}
        {all.map(([id, text]) => (
          <option key={id} value={id} selected={id === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

/** One of the subscribers, where somebody sees more than one. */
export function SubscriberChoice({
  look,
  value,
  all,
}: Pick<Chosen, 'look' | 'value'> & { readonly all: readonly string[] }) {
  if (all.length < 2) return null
  const named = all.map(id => [id, id] as const)
  return <FilterChoice look={look} name="subscriber" title="all.subscriber" value={value} all={named} />
}
