/** Removals from the spool, which wait while somebody copies it. */

export class Removals {
  readonly #remove: (ref: string) => Promise<void>
  #keepers = 0
  #waiting: string[] = []

  constructor(remove: (ref: string) => Promise<void>) {
    this.#remove = remove
  }

  /** At once, or when nobody copies any more. */
  async remove(ref: string): Promise<void> {
    if (this.#keepers === 0) return this.#remove(ref)
    this.#waiting.push(ref)
  }

  async waitFor<T>(work: () => Promise<T>): Promise<T> {
    this.#keepers++
    try {
      return await work()
    } finally {
      if (--this.#keepers === 0) {
        const due = this.#waiting
        this.#waiting = []
        // The row is gone already: what fails here is freed at the next start.
        for (const ref of due) await this.#remove(ref).catch(() => {})
      }
    }
  }
}
