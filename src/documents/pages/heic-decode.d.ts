/** What we use of heic-decode, which has no types of its own. */
declare module 'heic-decode' {
  interface Decoded {
    readonly width: number
    readonly height: number
    readonly data: Uint8ClampedArray
  }
  interface Undecoded {
    readonly width: number
    readonly height: number
    decode(): Promise<Decoded>
  }
  const heic: {
    all(options: { readonly buffer: Uint8Array }): Promise<Undecoded[] & { dispose(): void }>
  }
  export default heic
}
