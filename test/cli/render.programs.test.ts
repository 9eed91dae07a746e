import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import type { RenderedReport } from '../../src/cli/render-text.ts'
import { lineSeconds } from '../../src/fax/line-time.ts'
import { oracle } from '../documents/oracle.ts'
import { aPdf } from '../e2e/mailing.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-render-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function inFolder(name: string, content: Uint8Array | string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** `input`: standard input. */
function render(args: readonly string[], input = ''): Promise<Ended> {
  const entry = new URL('../../src/cli/faxbridge.ts', import.meta.url).pathname
  return new Promise(resolve => {
    const all = ['--import', import.meta.resolve('tsx'), entry, 'render', ...args]
    const child = execFile(process.execPath, all, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
    child.stdin?.end(input)
  })
}

const reportIn = ({ out }: Ended) => JSON.parse(out) as RenderedReport & { readonly ok: boolean }

const twoPages = await aPdf(2)
const letter = inFolder('letter.pdf', twoPages)
const boundary = 'b'
const mail = inFolder(
  'order.eml',
  [
    'From: Ann Example <ann@example.com>',
    'Subject: Order 4711',
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary=${boundary}`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain',
    '',
    'Dear Jane, please find the order attached.',
    `--${boundary}`,
    'Content-Type: application/octet-stream; name=order.pdf',
    'Content-Transfer-Encoding: base64',
    '',
    twoPages.toString('base64'),
    `--${boundary}`,
    'Content-Type: text/vcard; name=ann.vcf',
    '',
    'BEGIN:VCARD',
    `--${boundary}--`,
    '',
  ].join('\r\n'),
)

describe('faxbridge render', () => {
  it('files become one TIFF, one PDF and a picture of each page; line time is told', async () => {
    const out = join(folder, 'files')
    const text = inFolder('note.txt', 'A note.\n')
    const ended = await render([letter, text, '--out', out, '--json'])
    expect(ended.code, ended.err).toBe(0)
    const report = reportIn(ended)
    expect(report.parts.map(({ name, pages }) => [name, pages])).toEqual([
      ['letter.pdf', 2],
      ['note.txt', 1],
    ])
    expect(report.lineSeconds).toBe(Math.ceil(lineSeconds(report.pages.map(({ bytes }) => bytes))))
    expect(ended.err).toMatch(/\[1\/2\] letter\.pdf: 2 pages/)
    expect(readdirSync(out).sort()).toEqual(['fax.pdf', 'fax.tiff', 'page-1.png', 'page-2.png', 'page-3.png'])
    expect((await oracle('tiffinfo', [join(out, 'fax.tiff')])).match(/CCITT Group 4/g)).toHaveLength(3)
    expect(await oracle('pdfinfo', [join(out, 'fax.pdf')])).toMatch(/Pages:\s+3/)
    const picture = await sharp(join(out, 'page-1.png')).metadata()
    expect(picture.width).toBe(864)
    expect((picture.width ?? 0) / (picture.height ?? 1)).toBeCloseTo(210 / 297, 1)
  })

  it('a mail: what is faxed, what is on the cover page, what is left out and why', async () => {
    const out = join(folder, 'mail')
    const ended = await render([
      mail,
      '--out',
      out,
      '--cover',
      'standard',
      '--header',
      'Acme',
      '--to',
      '+15555551212',
    ])
    expect(ended.code, ended.err).toBe(0)
    expect(ended.out).toMatch(/order\.pdf +2\n/)
    expect(ended.out).toMatch(/text of the mail +on the cover page/)
    expect(ended.out).toMatch(/ann\.vcf +left out: a contact or appointment/)
    expect(ended.out).toMatch(/3 pages, fine \(204×196 dpi\), letter, cover page "standard"/)
    expect(ended.out).toMatch(/About .* on the line at 14,400 bit\/s/)
  })

  it('a mail with options is drawn as it asks, where a configuration says that it may', async () => {
    const chosen = readFileSync(mail, 'utf8').replace('Order 4711', 'Order 4711 [standard]')
    const file = inFolder('chosen.eml', `X-Fax-Paper: legal\r\n${chosen}`)
    const config = inFolder(
      'faxbridge.yaml',
      JSON.stringify({
        hostname: 'fax.example.com',
        smtp: { mailDomains: ['fax.local'], listeners: [{ name: 'a', listen: '127.0.0.1:0' }] },
        relay: { url: 'smtp://127.0.0.1:25', from: 'Fax <fax@fax.local>' },
        providers: { demo: { type: 'loopback' } },
        routes: [{ prefix: '+', provider: 'demo' }],
        subscribers: [
          { id: 'sales', active: true, numbers: ['+15555550100'], country: 'US', secret_key: 'k'.repeat(20) },
        ],
      }),
    )
    const drawn = await render([file, '--out', join(folder, 'chosen'), '--config', config, '--json'])
    expect(reportIn(drawn)).toMatchObject({ resolution: 'standard', paper: 'legal' })
    const first = await render([
      file,
      '--out',
      join(folder, 'first'),
      '--config',
      config,
      '--json',
      '--resolution',
      'fine',
    ])
    expect(reportIn(first)).toMatchObject({ resolution: 'fine', paper: 'legal' })
    const bad = inFolder('bad.eml', chosen.replace('[standard]', '[standart]'))
    const refused = await render([bad, '--out', join(folder, 'bad'), '--config', config])
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('standart')])
  })

  it('standard input is taken for what it is', async () => {
    const out = join(folder, 'stdin')
    const ended = await render(['-', '--out', out, '--quiet'], readFileSync(mail, 'latin1'))
    expect(ended.code, ended.err).toBe(0)
    expect(ended.err).not.toMatch(/order\.pdf/)
    expect(ended.out).toMatch(/text of the mail +left out: only the attachments are faxed/)
  })

  it('pictures of an earlier fax do not stay', async () => {
    const out = join(folder, 'twice')
    await render([letter, '--out', out])
    expect(existsSync(join(out, 'page-2.png'))).toBe(true)
    await render([inFolder('one.pdf', await aPdf(1)), '--out', out, '--width', '0'])
    expect(existsSync(join(out, 'page-2.png'))).toBe(false)
    expect((await sharp(join(out, 'page-1.png')).metadata()).width).toBe(1728)
  })

  it('every file that cannot be faxed is named, and nothing is written', async () => {
    const out = join(folder, 'bad')
    const bad = inFolder('tool.exe', 'MZ\x00\x00')
    const ended = await render([bad, letter, inFolder('empty.pdf', '%PDF-1.4\n'), '--out', out])
    expect(ended.code).toBe(1)
    expect(ended.err).toMatch(/faxbridge: .*"tool\.exe"/)
    expect(ended.err).toMatch(/faxbridge: .*"empty\.pdf"/)
    expect(existsSync(out)).toBe(false)
  })

  it.each([
    [['--resolution', 'rough'], 2, /--resolution is standard, fine, superfine, not "rough"/],
    [['--paper', 'a5'], 2, /--paper is/],
    [['--width', '-3'], 2, /--width is/],
    [['--cover', 'mine'], 2, /no cover page "mine"/],
    [['--subscriber', 'ann'], 2, /--subscriber needs a configuration file/],
    [['--config', '/nowhere.yaml'], 78, /nowhere\.yaml/],
  ])('%j ends with %d and says why', async (args, code, text) => {
    const ended = await render([letter, '--out', join(folder, 'wrong'), ...args])
    expect(ended.err).toMatch(text)
    expect(ended.code).toBe(code)
  })
})
