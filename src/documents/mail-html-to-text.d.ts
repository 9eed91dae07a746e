/** The part of html-to-text 10 that is used here; the package has no types of its own. */
declare module 'html-to-text' {
  interface Selector {
    readonly selector: string
    readonly format?: string
    readonly options?: Readonly<Record<string, unknown>>
  }
  export function convert(
    html: string,
    options: {
      readonly wordwrap?: number | false
      readonly preserveNewlines?: boolean
      readonly limits?: Readonly<Record<string, number>>
      readonly selectors?: readonly Selector[]
    },
  ): string
}
