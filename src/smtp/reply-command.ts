/**
 * What a reply to a report asks for: its first line that is not quoted, in one of the words below. Pure. A person's
 * sentence is no command: only a line that is a command and nothing else counts.
 */

/** `sendTo`: `to` as it was written. `none`: no command. */
export type WrittenCommand =
  | { readonly type: 'resend' | 'cancel' | 'status' | 'none' }
  | { readonly type: 'sendTo'; readonly to: string }

/** In English, German, French and Spanish; without capitals and accents. */
const WORDS: readonly (readonly ['resend' | 'cancel' | 'status', readonly string[]])[] = [
  [
    'resend',
    [
      ...['resend', 're-send', 'send again', 'again', 'retry'],
      ...['erneut senden', 'nochmal senden', 'noch einmal senden', 'nochmals senden', 'wiederholen'],
      ...['renvoyer', 'renvoi', 'envoyer a nouveau', 'reessayer'],
      ...['reenviar', 'enviar de nuevo', 'enviar otra vez', 'reintentar'],
    ],
  ],
  [
    'cancel',
    [
      ...['cancel', 'stop', 'abort'],
      ...['abbrechen', 'abbruch', 'stornieren', 'stopp', 'stoppen'],
      ...['annuler', 'annulation', 'arreter'],
      ...['cancelar', 'anular', 'detener'],
    ],
  ],
  ['status', ['status', 'state', 'stand', 'statut', 'etat', 'estado']],
]

const SEND_TO =
  /^(?:send to|resend to|to|senden an|sende an|an|envoyer au|envoyer a|renvoyer au|enviar al|enviar a|reenviar al)\s*:?\s*([+(0-9][0-9 ()./-]{2,40})$/

/** Longer lines are sentences. */
const MAX_LINE = 100

/** `bodyHead`: the text of the reply; `keyCut`: its first line is a secret key. */
export function readCommand(
  bodyHead: string | null,
  { keyCut }: { readonly keyCut: boolean },
): WrittenCommand {
  const line = commandLine(bodyHead ?? '', keyCut)
  if (line === null || line.length > MAX_LINE) return { type: 'none' }
  const text = plain(line)
  const to = SEND_TO.exec(text)?.[1]
  if (to !== undefined) return { type: 'sendTo', to: to.trim() }
  const found = WORDS.find(([, words]) => words.includes(text))
  return { type: found?.[0] ?? 'none' }
}

/** The first line that is neither empty nor quoted. */
function commandLine(text: string, keyCut: boolean): string | null {
  const lines = text.split(/\r\n|\r|\n/).map(line => line.trim())
  const written = lines.filter(line => line !== '')
  const own = keyCut ? written.slice(1) : written
  return own.find(line => !/^[>|]/.test(line)) ?? null
}

/** Small letters without accents, quotation marks and what ends a sentence. */
function plain(line: string): string {
  return line
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/["'“”„«»‘’*_]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/[\s.!,;]+$/, '')
    .trim()
}
