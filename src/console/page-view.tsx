/** One page of a fax, large. */
import { Icon } from './icons.tsx'
import type { Look } from './look.ts'
import { Page } from './shell.tsx'

interface Shown {
  readonly look: Look
  readonly place: 'faxes' | 'inbox' | 'send'
  /** Of the fax. */
  readonly path: string
  readonly name: string
  readonly n: number
  readonly count: number
}

export function PageView({ look, place, path, name, n, count }: Shown) {
  const text = look.say('all.pageOf', { n, all: count })
  return (
    <Page
      look={look}
      place={place}
      title={text}
      lead={<a href={path}>{name}</a>}
      actions={
        <>
          <a class="button" href={path}>
            {look.say('all.back')}
          </a>
          {n > 1 && (
            <a
              class="button"
              href={`${path}/pages/${n - 1}`}
              rel="prev"
              aria-label={look.say('all.page', { n: n - 1 })}
            >
              <Icon name="left" />
            </a>
          )}
          {n < count && (
            <a
              class="button"
              href={`${path}/pages/${n + 1}`}
              rel="next"
              aria-label={look.say('all.page', { n: n + 1 })}
            >
              <Icon name="right" />
            </a>
          )}
        </>
      }
    >
      <img class="sheet-of-paper" src={`${path}/pages/${n}.png`} alt={text} />
    </Page>
  )
}
