/**
 * What people want to read of a text, line by line: signed text without its PGP armour (RFC 4880 §7), and, by choice, a
 * mail without its signature (RFC 3676 §4.3). A text that is encrypted cannot be read by anybody on paper.
 */
import { BridgeError } from '../../fax/error.ts'

export interface TextEdits {
  /** Leave out what follows the line `-- `. */
  readonly cutSignature: boolean
}

/** A line longer than this is passed on in pieces: it can be none of those that are looked for. */
const LONGEST_MARK = 4096

type State = 'text' | 'armour headers' | 'signed' | 'signature'

/** The text in pieces of whole lines. Throws E_DOCUMENT_LOCKED when it is encrypted. */
export async function* clearText(
  pieces: AsyncIterable<string>,
  name: string,
  edits: TextEdits = { cutSignature: false },
): AsyncGenerator<string> {
  let rest = ''
  let state: State = 'text'
  let wholeLine = true
  for await (const piece of pieces) {
    rest += piece
    let out = ''
    let from = 0
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
      const line = rest.slice(from, end + 1)
      from = end + 1
      if (wholeLine) {
        if (edits.cutSignature && isDelimiter(line)) return yield out
        const next = after(state, line, name)
        state = next.state
        out += next.shown
      } else out += line
      wholeLine = true
    }
    rest = rest.slice(from)
    if (rest.length > LONGEST_MARK) {
      out += rest
      rest = ''
      wholeLine = false
    }
    if (out !== '') yield out
  }
  if (rest === '' || (wholeLine && edits.cutSignature && isDelimiter(rest))) return
  yield wholeLine ? after(state, rest, name).shown : rest
}

const isDelimiter = (line: string): boolean => /^-- \r?\n?$/.test(line)

/** RFC 4880 §6.2, §7.1: armour lines, and `- ` before lines that begin with a dash. */
function after(state: State, line: string, name: string): { readonly state: State; readonly shown: string } {
  const mark = /^-----(BEGIN|END) PGP (SIGNED MESSAGE|SIGNATURE|MESSAGE)-----\s*$/.exec(line)
  if (mark !== null) {
    const [, side, what] = mark
    if (side === 'BEGIN' && what === 'MESSAGE') throw encrypted(name)
    if (side === 'BEGIN' && what === 'SIGNED MESSAGE') return { state: 'armour headers', shown: '' }
    if (side === 'BEGIN' && what === 'SIGNATURE' && state === 'signed')
      return { state: 'signature', shown: '' }
    if (side === 'END' && what === 'SIGNATURE' && state === 'signature') return { state: 'text', shown: '' }
  }
  switch (state) {
    case 'text':
      return { state, shown: line }
    case 'armour headers':
      // The first empty line ends them; a line that is no header is text already.
      if (line.trim() === '') return { state: 'signed', shown: '' }
      return /^[A-Za-z-]+: /.test(line)
        ? { state, shown: '' }
        : { state: 'signed', shown: line.replace(/^- /, '') }
    case 'signed':
      return { state, shown: line.replace(/^- /, '') }
    case 'signature':
      return { state, shown: '' }
  }
}

/** Nobody but the recipient could read it. */
export function encrypted(name: string): BridgeError {
  return new BridgeError('E_DOCUMENT_LOCKED', {
    say: `"${name}" is encrypted: send it again without encryption.`,
  })
}
