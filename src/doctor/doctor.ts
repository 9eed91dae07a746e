/**
 * Looks over a whole installation: what is found, and what to do about it. In charge of asking every check, each within its
 * time, and of none of them keeping the others from being made. It changes nothing and sends nothing.
 */

export interface Finding {
  /** `dns`, `tls`, `relay` … */
  readonly area: string
  /** What was looked at: a file, a name, an account. */
  readonly what: string
  /** `unknown`: it could not be looked at. */
  readonly state: 'ok' | 'warning' | 'wrong' | 'unknown'
  readonly text: string
  /** What to do. Null: nothing. */
  readonly fix: string | null
}

export interface Check {
  readonly area: string
  run(signal: AbortSignal): Promise<readonly Finding[]>
}

/** Name servers and relays that do not answer in this time do not answer. */
const PATIENCE_MS = 40_000
const AGAIN = 'Put right what it says, and ask again.'

/** In the order of the checks. */
export async function examine(checks: readonly Check[]): Promise<readonly Finding[]> {
  const found = await Promise.all(
    checks.map(async ({ area, run }): Promise<readonly Finding[]> => {
      try {
        return await run(AbortSignal.timeout(PATIENCE_MS))
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error)
        return [
          { area, what: area, state: 'unknown', text: `It could not be looked at: ${text}`, fix: AGAIN },
        ]
      }
    }),
  )
  return found.flat()
}

export const fine = (area: string, what: string, text: string): Finding => ({
  area,
  what,
  state: 'ok',
  text,
  fix: null,
})

export function bad(area: string, what: string, text: string, fix: string): Finding {
  return { area, what, state: 'wrong', text, fix }
}

export function doubtful(area: string, what: string, text: string, fix: string): Finding {
  return { area, what, state: 'warning', text, fix }
}
