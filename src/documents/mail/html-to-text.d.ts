/** The part of html-to-text 10 that is used here; the package has no types of its own. */
declare module 'html-to-text' {
  interface Selector {
    readonly selector: string
    readonly format?: string
    readonly options?: Readonly<Record<string, unknown>>
  }
  interface Element {
    readonly children: readonly unknown[]
  }
  interface Builder {
    /** Blanks are collapsed as HTML does it. */
    addInline(text: string): void
  }
  type Walk = (nodes: readonly unknown[], builder: Builder) => void
  export function convert(
    html: string,
    options: {
      readonly wordwrap?: number | false
      readonly preserveNewlines?: boolean
      readonly limits?: Readonly<Record<string, number>>
      readonly formatters?: Readonly<Record<string, (element: Element, walk: Walk, builder: Builder) => void>>
      readonly selectors?: readonly Selector[]
    },
  ): string
}
