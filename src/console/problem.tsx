/** What a person sees instead of a page that cannot be shown. */
import type { Look } from './look.ts'
import { Notice } from './parts.tsx'
import { Page } from './shell.tsx'

interface Shown {
  readonly look: Look
  readonly title: string
  readonly text: string
  /** As in docs/errors.md. */
  readonly code: string
}

export function ProblemPage({ look, title, text, code }: Shown) {
  return (
    <Page look={look} place={null} title={title}>
      <Notice tone="bad" title={text}>
        <p>
          <code>{code}</code>
        </p>
      </Notice>
      <p>
        <a class="button" href="/">
          {look.say('problem.home')}
        </a>
      </p>
    </Page>
  )
}
