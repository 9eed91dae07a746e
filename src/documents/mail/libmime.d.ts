/** The parts of libmime 5.4 that are used here; the package has no types of its own. */
declare module 'libmime' {
  interface StructuredHeader {
    readonly value: string | false
    readonly params: Readonly<Record<string, string>>
  }
  const libmime: {
    /** Decodes RFC 2047 encoded words. */
    decodeWords(text: string): string
    /** The usual name of a charset, for its many aliases and misspellings. */
    normalizeCharset(charset: string): string
    /** Takes `value; name=value; …` apart, RFC 2231 continuations and charsets included. */
    parseHeaderValue(text: string): StructuredHeader
  }
  export default libmime
}

declare module 'libmime/lib/charset.js' {
  const charset: {
    /** Decodes bytes, Japanese stateful charsets included; one that nobody knows is read as UTF-8. */
    decode(bytes: Uint8Array, charset: string): string
  }
  export default charset
}
