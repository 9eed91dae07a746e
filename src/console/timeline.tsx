/** What happened, in order. The sentences are stored in English; those that are known are told in the language of whoever looks. */
import { toldIn } from '../words/history.ts'
import type { Look } from './look.ts'
import { Time, type Tone } from './parts.tsx'

export interface TimelineEntry {
  readonly at: string
  readonly type: string
  readonly text: string
}

const TONES: Readonly<Record<string, Tone>> = {
  delivered: 'good',
  reported: 'good',
  acknowledged: 'good',
  failed: 'bad',
  held: 'warn',
  unknown: 'warn',
  noAnswer: 'warn',
  unrouted: 'warn',
}

export function Timeline({
  look,
  entries,
}: {
  readonly look: Look
  readonly entries: readonly TimelineEntry[]
}) {
  return (
    <ol class="timeline">
      {entries.map((entry, i) => {
        const { text, language } = toldIn(look.language, entry.text)
        return (
          <li key={String(i)} class={TONES[entry.type] ?? 'plain'}>
            <Time look={look} at={entry.at} seconds />
            <p lang={language === look.language ? undefined : language}>
              <span class="type">{entry.type}</span> {text}
            </p>
          </li>
        )
      })}
    </ol>
  )
}
