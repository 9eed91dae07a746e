/** The hand-overs of a fax to providers: under which name each has it, and its last word. */
import type { FaxDetail } from '../outbound/views.ts'
import type { Look } from './look.ts'
import { Card, Facts, Time } from './parts.tsx'

/** One after the other, the first first. */
export function Attempts({ look, fax }: { readonly look: Look; readonly fax: FaxDetail }) {
  if (fax.attemptList.length === 0) return null
  return (
    <Card title={look.say('fax.attempts')}>
      {fax.attemptList.map(attempt => {
        const { outcome } = attempt
        return (
          <div key={attempt.id} class="attempt">
            <h3>{look.say('fax.attempt', { n: attempt.n })}</h3>
            <Facts
              rows={[
                [look.say('all.account'), attempt.account],
                [look.say('all.time'), <Time look={look} at={attempt.startedAt} />],
                [look.say('fax.reference'), <code>{attempt.reference}</code>],
                [
                  look.say('fax.providerRef'),
                  attempt.providerRef === null ? look.say('fax.noRef') : <code>{attempt.providerRef}</code>,
                ],
                [look.say('fax.progress'), attempt.progress === null ? null : look.told(attempt.progress)],
                [
                  look.say('fax.outcome'),
                  outcome === null
                    ? null
                    : outcome.kind === 'delivered'
                      ? look.say('state.delivered')
                      : `${outcome.providerCode} ${look.told(outcome.providerText)}`,
                ],
              ]}
            />
          </div>
        )
      })}
    </Card>
  )
}
