/** Pictures of pages: small ones in a row; a click opens one large. Each is asked for, and written down, on its own. */
import type { Look } from './look.ts'

/** More than this many small pictures are behind a link. */
const FIRST = 12

interface Shown {
  readonly look: Look
  /** Of the fax: its pages are at `path/pages/N.png`. */
  readonly path: string
  readonly count: number
}

export function Pictures({ look, path, count }: Shown) {
  const pages = Array.from({ length: count }, (_, i) => i + 1)
  const thumb = (n: number) => {
    const text = look.say('all.pageOf', { n, all: count })
    return (
      <li key={n}>
        <a href={`${path}/pages/${n}`} data-page>
          <img src={`${path}/pages/${n}.png?small`} alt={text} loading="lazy" width="150" height="212" />
          <span aria-hidden="true">{n}</span>
        </a>
      </li>
    )
  }
  return (
    <>
      <ol class="pages">{pages.slice(0, FIRST).map(thumb)}</ol>
      {pages.length > FIRST && (
        <details>
          <summary>{look.say('all.pagesCount', { n: count })}</summary>
          <ol class="pages">{pages.slice(FIRST).map(thumb)}</ol>
        </details>
      )}
    </>
  )
}
