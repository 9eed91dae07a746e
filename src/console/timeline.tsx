/** What happened, in order. The sentences are the store's own: English, as they were written down. */
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
      {entries.map((entry, i) => (
        <li key={String(i)} class={TONES[entry.type] ?? 'plain'}>
          <Time look={look} at={entry.at} />
          <p lang="en">
            <span class="type">{entry.type}</span> {entry.text}
          </p>
        </li>
      ))}
    </ol>
  )
}
