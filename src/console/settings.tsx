/** The configuration in force, to read. What is a secret never gets here (config/shown.ts). */
import type { Look } from './look.ts'
import { Card, Facts, Time } from './parts.tsx'
import { Page } from './shell.tsx'

export interface SettingsView {
  readonly version: string
  readonly startedAt: number
  readonly sandbox: string
  readonly freeBytes: number
  /** Top-level keys, each with its lines as YAML. */
  readonly sections: readonly { readonly name: string; readonly text: string }[]
}

export function SettingsPage({ look, view }: { readonly look: Look; readonly view: SettingsView }) {
  return (
    <Page look={look} place="settings" title={look.say('nav.settings')} lead={look.say('set.lead')}>
      <div class="two">
        <div>
          {view.sections.map(({ name, text }, i) => (
            <details key={name} class="card section" open={i === 0}>
              <summary>
                <h2>{name}</h2>
              </summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
              <pre tabIndex={0} lang="en">
                {text}
              </pre>
            </details>
          ))}
        </div>
        <div>
          <Card title={look.say('all.details')}>
            <Facts
              rows={[
                [look.say('set.version'), view.version],
                [look.say('set.started'), <Time look={look} at={view.startedAt} />],
                [look.say('set.sandbox'), view.sandbox],
                [look.say('set.disk'), `${look.number(Math.round(view.freeBytes / 1e9))} GB`],
              ]}
            />
          </Card>
        </div>
      </div>
    </Page>
  )
}
