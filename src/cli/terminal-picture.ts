/**
 * A picture in a terminal: in full where the terminal says that it can (kitty, iTerm2, sixel), else in half blocks, two
 * pixels a character. In charge of the terminals' own languages; the picture is a PNG that the renderer made.
 */
import sharp from 'sharp'

export type PictureKind = 'kitty' | 'iterm' | 'sixel' | 'blocks'

/** By what the terminal puts into the environment; it is never asked, since an answer could end up in the shell. */
export function pictureKind(env: Readonly<Record<string, string | undefined>>): PictureKind {
  const { TERM = '', TERM_PROGRAM = '' } = env
  // Inside a multiplexer the terminal outside is not reached.
  if (env['TMUX'] !== undefined || /^(?:screen|tmux)/.test(TERM)) return 'blocks'
  if (TERM === 'xterm-kitty' || env['KITTY_WINDOW_ID'] !== undefined || TERM_PROGRAM === 'ghostty')
    return 'kitty'
  if (['iTerm.app', 'WezTerm', 'mintty'].includes(TERM_PROGRAM)) return 'iterm'
  return /sixel|^(?:foot|mlterm|yaft)/.test(TERM) ? 'sixel' : 'blocks'
}

/** `columns`: of the terminal. Gives the text to print, with its line end. */
export async function pictureText(png: Uint8Array, kind: PictureKind, columns: number): Promise<string> {
  const wide = Math.max(20, Math.min(columns, 100))
  if (kind === 'kitty') return `${kitty(png, wide)}\n`
  if (kind === 'iterm') return `${iterm(png, wide)}\n`
  return kind === 'sixel' ? sixel(png) : blocks(png, wide)
}

/** Kitty graphics protocol, "Remote client": base64 in pieces of at most 4096 bytes, m=1 while more follow. */
function kitty(png: Uint8Array, columns: number): string {
  const pieces =
    Buffer.from(png)
      .toString('base64')
      .match(/.{1,4096}/g) ?? []
  return pieces
    .map((piece, i) => {
      const first = i === 0 ? `a=T,f=100,c=${columns},` : ''
      return `\u001b_G${first}m=${i === pieces.length - 1 ? 0 : 1};${piece}\u001b\\`
    })
    .join('')
}

/** iTerm2's inline images protocol. */
function iterm(png: Uint8Array, columns: number): string {
  const data = Buffer.from(png).toString('base64')
  return `\u001b]1337;File=inline=1;size=${png.length};width=${columns};preserveAspectRatio=1:${data}\u0007`
}

const SIXEL_WIDTH = 720

/** Black and white: DEC's sixels, six rows at a time, colour 0 black on 1 white. */
async function sixel(png: Uint8Array): Promise<string> {
  const { data, width, height } = await greys(png, SIXEL_WIDTH)
  const bands: string[] = []
  for (let top = 0; top < height; top += 6) {
    const row = (isInk: boolean) =>
      Array.from({ length: width }, (_, x) => {
        let bits = 0
        for (let y = 0; y < 6 && top + y < height; y++)
          if ((data[(top + y) * width + x] ?? 255) < 128 === isInk) bits |= 1 << y
        return String.fromCharCode(63 + bits)
      }).join('')
    bands.push(`#0${packed(row(true))}$#1${packed(row(false))}-`)
  }
  return `\u001bPq#0;2;0;0;0#1;2;100;100;100${bands.join('')}\u001b\\\n`
}

/** Repeated signs as `!N` and the sign. */
const packed = (row: string): string =>
  row.replace(/(.)\1{3,}/g, (run, sign: string) => `!${run.length}${sign}`)

/** Upper half blocks in 24 greys of the 256 colours that nearly every terminal has. */
async function blocks(png: Uint8Array, columns: number): Promise<string> {
  const { data, width, height } = await greys(png, columns)
  const grey = (x: number, y: number) =>
    232 + Math.round(((y < height ? (data[y * width + x] ?? 255) : 255) / 255) * 23)
  const lines: string[] = []
  for (let y = 0; y < height; y += 2) {
    const cells = Array.from(
      { length: width },
      (_, x) => `\u001b[38;5;${grey(x, y)};48;5;${grey(x, y + 1)}m▀`,
    )
    lines.push(`${cells.join('')}\u001b[0m`)
  }
  return `${lines.join('\n')}\n`
}

async function greys(png: Uint8Array, width: number) {
  const { data, info } = await sharp(png)
    .flatten({ background: 'white' })
    .greyscale()
    .resize({ width, kernel: 'lanczos3' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}
