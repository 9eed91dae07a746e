/** The flow of the last day as a picture: columns of each hour, drawn on the server. Widths in per cent, so that it fits every screen with letters of one size. */
import type { Look } from './look.ts'
import { Time } from './parts.tsx'

export interface FlowHour {
  /** Start of the hour (epoch ms). */
  readonly at: number
  readonly delivered: number
  readonly failed: number
  readonly received: number
}

const HEIGHT = 190
const TOP = 12
const BOTTOM = 26
const PLOT = HEIGHT - TOP - BOTTOM

export function FlowChart({ look, hours }: { readonly look: Look; readonly hours: readonly FlowHour[] }) {
  const sum = (key: 'delivered' | 'failed' | 'received') => hours.reduce((all, hour) => all + hour[key], 0)
  const totals = { delivered: sum('delivered'), failed: sum('failed'), received: sum('received') }
  const top = scaleTop(Math.max(1, ...hours.map(h => Math.max(h.delivered + h.failed, h.received))))
  const wide = 100 / Math.max(1, hours.length)
  return (
    <figure class="chart">
      <figcaption class="legend">
        {(['delivered', 'failed', 'received'] as const).map(key => (
          <span key={key} class={key}>
            <i aria-hidden="true" />
            {look.say(`over.${key}`)} <strong>{look.number(totals[key])}</strong>
          </span>
        ))}
      </figcaption>
      <svg width="100%" height={HEIGHT} role="img" aria-label={look.say('over.chartText', totals)}>
        {[0, top / 2, top].map(value => (
          <g key={value} class="grid">
            <line x1="0" x2="100%" y1={yOf(value, top)} y2={yOf(value, top)} />
            <text x="-8" y={yOf(value, top) + 4} text-anchor="end">
              {look.shortNumber(value)}
            </text>
          </g>
        ))}
        {hours.map((hour, i) => (
          <Columns key={hour.at} look={look} hour={hour} top={top} left={i * wide} wide={wide} i={i} />
        ))}
      </svg>
      <details>
        <summary>{look.say('over.table')}</summary>
        <FlowTable look={look} hours={hours} />
      </details>
    </figure>
  )
}

function Columns({ look, hour, top, left, wide, i }: Columned) {
  const { delivered, failed, received, at } = hour
  const bar = { width: `${wide * 0.34}%` }
  const high = (value: number) => (value === 0 ? 0 : Math.max(2, (value / top) * PLOT))
  const base = TOP + PLOT
  const text = `${look.time(at)} · ${look.say('over.delivered')} ${delivered} · ${look.say('over.failed')} ${failed} · ${look.say('over.received')} ${received}`
  return (
    <g>
      <title>{text}</title>
      <rect class="hit" x={`${left}%`} y={TOP} width={`${wide}%`} height={PLOT} />
      <rect
        class="delivered"
        x={`${left + wide * 0.12}%`}
        y={base - high(delivered)}
        height={high(delivered)}
        {...bar}
      />
      <rect
        class="failed"
        x={`${left + wide * 0.12}%`}
        y={base - high(delivered) - high(failed)}
        height={high(failed)}
        {...bar}
      />
      <rect
        class="received"
        x={`${left + wide * 0.54}%`}
        y={base - high(received)}
        height={high(received)}
        {...bar}
      />
      {i % 3 === 0 && (
        <text class={i % 6 === 0 ? 'hour' : 'hour odd'} x={`${left + wide / 2}%`} y={HEIGHT - 6}>
          {look.clock(at)}
        </text>
      )}
    </g>
  )
}
interface Columned {
  readonly look: Look
  readonly hour: FlowHour
  readonly top: number
  readonly left: number
  readonly wide: number
  readonly i: number
}

function FlowTable({ look, hours }: { readonly look: Look; readonly hours: readonly FlowHour[] }) {
  return (
    <table class="plain" aria-label={look.say('over.flow')}>
      <thead>
        <tr>
          <th scope="col">{look.say('over.hour')}</th>
          <th scope="col">{look.say('over.delivered')}</th>
          <th scope="col">{look.say('over.failed')}</th>
          <th scope="col">{look.say('over.received')}</th>
        </tr>
      </thead>
      <tbody>
        {hours.map(hour => (
          <tr key={hour.at}>
            <th scope="row">
              <Time look={look} at={hour.at} />
            </th>
            <td>{look.number(hour.delivered)}</td>
            <td>{look.number(hour.failed)}</td>
            <td>{look.number(hour.received)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const yOf = (value: number, top: number): number => Math.round(TOP + PLOT - (value / top) * PLOT)

/** The next number that people count in and that has a half: 2, 4, 6, 8, 10, 14, 20 … */
export function scaleTop(most: number): number {
  for (let unit = 1; ; unit *= 10)
    for (const step of [2, 4, 6, 8, 10, 14]) if (step * unit >= most) return step * unit
}
