/** Bytes that grow at their end, copied once on the way in. */
export class ByteSink {
  #buffer = Buffer.alloc(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  push(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length, 256))
      this.#buffer.copy(grown, 0, 0, this.#length)
      this.#buffer = grown
    }
    this.#buffer.set(bytes, this.#length)
    this.#length = needed
  }

  /** The bytes so far. Valid until the next push or clear. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  /** Forgets the bytes, keeps the space. */
  clear(): void {
    this.#length = 0
  }
}
