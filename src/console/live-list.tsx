/** The rows of a list: refreshed while one looks at the newest, with a way to the older ones. */
import { Icon } from './icons.tsx'
import type { Look } from './look.ts'
import { DataTable, type Table } from './parts.tsx'

interface Listed<Row> extends Table<Row> {
  readonly look: Look
  readonly path: '/faxes' | '/inbox'
  /** What stands in the address of the page. */
  readonly query: { readonly before: string }
  /** There are older ones. */
  readonly more: boolean
}

/** A table of things with ids. */
export function LiveList<Row extends { readonly id: string }>(listed: Listed<Row>) {
  const { look, path, query, rows, more, ...table } = listed
  const last = rows.at(-1)
  const isNewest = query.before === ''
  const before = (id: string) => `${path}${queryText({ ...query, before: id })}`
  return (
    <div id="rows" {...(isNewest ? liveRows(before('')) : {})}>
      <DataTable rows={rows} {...table} />
      <Pager
        look={look}
        newest={isNewest ? null : before('')}
        older={more && last !== undefined ? before(last.id) : null}
      />
    </div>
  )
}

/** Asked for again and again. */
const liveRows = (address: string) => ({
  'hx-get': address,
  'hx-trigger': 'every 5s',
  'hx-select': '#rows',
  'hx-swap': 'outerHTML',
  'data-live': '',
})

interface Paged {
  readonly look: Look
  readonly newest: string | null
  readonly older: string | null
}

export function Pager({ look, newest, older }: Paged) {
  if (newest === null && older === null) return null
  return (
    <nav class="pager" aria-label={look.say('all.older')}>
      {newest !== null && (
        <a class="button" href={newest}>
          <Icon name="left" />
          {look.say('all.newest')}
        </a>
      )}
      {older !== null && (
        <a class="button" href={older} rel="next">
          {look.say('all.older')}
          <Icon name="right" />
        </a>
      )}
    </nav>
  )
}

/** `?search=…`: what is empty is left out. */
function queryText(query: object): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === '' || (value as unknown) === false ? [] : [[name, String(value)]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}
