import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { previewed, previewText } from '../../src/cli/inbox-preview.ts'
import { type PictureKind, pictureKind, pictureText } from '../../src/cli/terminal-picture.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { systemClock } from '../../src/runtime.ts'
import { aListing, configWith } from '../inbound/house.ts'

/** Black on the left, white on the right. */
const page = () =>
  sharp(Buffer.from([0, 255, 0, 255]), { raw: { width: 2, height: 2, channels: 1 } })
    .resize(400, 400, { kernel: 'nearest' })
    .png()
    .toBuffer()

describe('a picture in a terminal', () => {
  it.each<[Record<string, string>, PictureKind]>([
    [{ TERM: 'xterm-256color' }, 'blocks'],
    [{ TERM: 'xterm-kitty' }, 'kitty'],
    [{ TERM: 'xterm-256color', KITTY_WINDOW_ID: '1' }, 'kitty'],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, 'iterm'],
    [{ TERM: 'foot' }, 'sixel'],
    [{ TERM: 'screen-256color', KITTY_WINDOW_ID: '1' }, 'blocks'],
    [{ TERM: 'xterm-kitty', TMUX: '/tmp/x' }, 'blocks'],
    [{}, 'blocks'],
  ])('%j: %s', (env, kind) => expect(pictureKind(env)).toBe(kind))

  it('half blocks: as wide as the terminal, dark where the page is, and colours end with the line', async () => {
    const lines = (await pictureText(await page(), 'blocks', 40)).trimEnd().split('\n')
    expect(lines).toHaveLength(20)
    for (const line of lines) {
      const cells = [...line.matchAll(/\u001b\[38;5;(\d+);48;5;(\d+)m▀/g)].map(found =>
        found.slice(1).map(Number),
      )
      expect(cells).toHaveLength(40)
      expect(cells[2]).toEqual([232, 232])
      expect(cells[37]).toEqual([255, 255])
      expect(line.endsWith('\u001b[0m')).toBe(true)
    }
  })

  it('kitty: the PNG itself in pieces of at most 4096, the last one says so', async () => {
    const png = await sharp({
      create: {
        width: 300,
        height: 300,
        channels: 3,
        background: 'red',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer()
    const text = await pictureText(png, 'kitty', 80)
    const pieces = [...text.matchAll(/\u001b_G([^;]*);([^\u001b]*)\u001b\\/g)]
    expect(pieces.length).toBeGreaterThan(2)
    expect(Buffer.from(pieces.map(([, , data]) => data).join(''), 'base64')).toEqual(png)
    expect(pieces.every(([, , data = '']) => data.length <= 4096)).toBe(true)
    expect(pieces.map(([, keys = '']) => /m=1/.test(keys))).toEqual([
      ...Array(pieces.length - 1).fill(true),
      false,
    ])
  })

  it('iTerm2: the PNG itself', async () => {
    const png = await page()
    const [, data = ''] =
      /^\u001b\]1337;File=[^:]*:([^\u0007]*)\u0007\n$/.exec(await pictureText(png, 'iterm', 80)) ?? []
    expect(Buffer.from(data, 'base64')).toEqual(png)
  })

  it('sixel: drawn again from the text, it is the page', async () => {
    const text = await pictureText(await page(), 'sixel', 80)
    const [, body = ''] = /^\u001bPq#0;2;0;0;0#1;2;100;100;100(.*)\u001b\\\n$/s.exec(text) ?? []
    const bands = body.split('-').filter(band => band !== '')
    expect(bands).toHaveLength(120)
    const unpacked = (row: string) =>
      row.replace(/!(\d+)(.)/g, (_, n: string, sign: string) => sign.repeat(Number(n)))
    const [ink = '', paper = ''] = (bands[0] ?? '').split('$').map(row => unpacked(row.slice(2)))
    expect([ink.length, paper.length]).toEqual([720, 720])
    expect([ink[10], ink[700], paper[10], paper[700]]).toEqual(['~', '?', '?', '~'])
  })
})

describe('the preview', () => {
  it('says of every fax what would become of it, and counts', () => {
    const now = systemClock.now()
    const listings = [
      aListing(1, { receivedAt: (now - 40 * 86_400_000) as EpochMs }),
      aListing(2, { receivedAt: now, empty: true }),
      aListing(3, { receivedAt: now }),
      aListing(4, { receivedAt: now, callerNumber: '+4940999' }),
      aListing(5, { receivedAt: now, calledNumber: null }),
    ]
    const rows = previewed(configWith('inbound: { blockedCallers: ["+4940*"] }'), 'demo', listings)
    expect(rows.map(({ becomes }) => becomes)).toEqual([
      'filed: old',
      'filed: empty',
      'office@example.com',
      'junk',
      'nobody',
    ])
    expect(previewText(rows)).toMatch(/^ +1 {2}demo: office@example\.com$/m)
    expect(previewText([])).toBe('No provider account has a received fax.')
  })
})
