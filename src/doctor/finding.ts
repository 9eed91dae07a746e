/** What a look at one part of an installation gives. */

export interface Finding {
  /** `disk`, `relay smtp://mx:25`, `provider main` … */
  readonly about: string
  /** `bad`: something will not work. `warn`: it works, and a person should know. */
  readonly level: 'ok' | 'warn' | 'bad'
  readonly text: string
  /** What to do; null: nothing. */
  readonly fix: string | null
}

export const ok = (about: string, text: string): Finding => ({ about, level: 'ok', text, fix: null })
export const warn = (about: string, text: string, fix: string): Finding => ({
  about,
  level: 'warn',
  text,
  fix,
})
export const bad = (about: string, text: string, fix: string): Finding => ({ about, level: 'bad', text, fix })
