/**
 * The look of our mails: one content, once as plain text and once as HTML with a picture of page 1. In charge of layout
 * and of escaping. Not in charge of the words. The HTML has no remote content, no script, and only inline styles, since
 * mail programs drop all others.
 */
import { escaped } from '../fax/markup.ts'
import { binaryPart, multipart, type Part, textPart } from './mime.ts'

export type Tone = 'good' | 'bad' | 'unsure'

/** All texts are plain and already safe (`safeText`); they are escaped here. */
export interface Letter {
  readonly language: string
  readonly tone: Tone
  readonly headline: string
  readonly paragraphs: readonly string[]
  /** Something to follow; absent: nothing. `url` is ours. */
  readonly button?: { readonly label: string; readonly url: string }
  readonly rows: readonly (readonly [label: string, value: string])[]
  readonly lists: readonly { readonly title: string; readonly items: readonly string[] }[]
  readonly picture: { readonly png: Uint8Array; readonly caption: string; readonly contentId: string } | null
  readonly footer: string
}

/** The letter as text and, for programs that can, as HTML: the last form is the best one (RFC 2046 §5.1.4). */
export function letterPart(letter: Letter): Part {
  const html = textPart('html', letterHtml(letter))
  const { picture } = letter
  if (picture === null) return multipart('alternative', [textPart('plain', letterText(letter)), html])
  const image = binaryPart({
    type: 'image/png',
    fileName: 'page-1.png',
    bytes: picture.png,
    contentId: picture.contentId,
  })
  const related = multipart('related; type="text/html"', [html, image])
  return multipart('alternative', [textPart('plain', letterText(letter)), related])
}

function letterText(letter: Letter): string {
  const width = Math.max(0, ...letter.rows.map(([label]) => label.length)) + 2
  const blocks = [
    letter.headline,
    ...letter.paragraphs,
    ...(letter.button === undefined ? [] : [`${letter.button.label}:\n${letter.button.url}`]),
    letter.rows.map(([label, value]) => `${`${label}:`.padEnd(width)}${value}`).join('\n'),
    ...letter.lists.map(({ title, items }) => [`${title}:`, ...items.map(item => `- ${item}`)].join('\n')),
    // RFC 3676 §4.3: programs leave a signature out when they quote.
    `-- \n${letter.footer}`,
  ]
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`
}

/** Colours of the bar, and of the headline on white: contrast of at least 4.5 to 1. */
const TONES: Readonly<Record<Tone, { readonly bar: string; readonly text: string }>> = {
  good: { bar: '#2e7d4f', text: '#1d6b3e' },
  bad: { bar: '#b3372f', text: '#a12a22' },
  unsure: { bar: '#c98a16', text: '#855a06' },
}

const FONT = 'font-family:system-ui,Arial,sans-serif'
const LABEL = `${FONT};font-size:14px;line-height:20px;color:#5c6470;padding:6px 16px 6px 0;vertical-align:top`
const VALUE = `${FONT};font-size:14px;line-height:20px;color:#1c2128;padding:6px 0;vertical-align:top;word-break:break-word`
const PARAGRAPH = `${FONT};margin:0 0 12px;font-size:16px;line-height:24px;color:#1c2128;word-break:break-word`
const SMALL = `${FONT};font-size:13px;line-height:18px;color:#5c6470;word-break:break-word`

function letterHtml(letter: Letter): string {
  const { bar, text } = TONES[letter.tone]
  return [
    '<!DOCTYPE html>',
    `<html lang="${escaped(letter.language)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta name="color-scheme" content="light"><title>${escaped(letter.headline)}</title></head>`,
    '<body style="margin:0;padding:0;background:#eef0f3">',
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#eef0f3">',
    '<tr><td align="center" style="padding:16px 8px">',
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff"',
    ` style="max-width:600px;background:#ffffff;border-top:6px solid ${bar};border-radius:6px">`,
    '<tr><td align="left" style="padding:24px 24px 20px">',
    `<h1 style="${FONT};margin:0 0 12px;font-size:22px;line-height:28px;font-weight:600;color:${text}">`,
    `${escaped(letter.headline)}</h1>`,
    ...letter.paragraphs.map(paragraph => `<p style="${PARAGRAPH}">${escaped(paragraph)}</p>`),
    buttonHtml(letter.button),
    rowsHtml(letter.rows),
    ...letter.lists.map(listHtml),
    pictureHtml(letter.picture),
    `<p style="${SMALL};margin:20px 0 0;padding-top:12px;border-top:1px solid #e3e6ea">`,
    `${escaped(letter.footer)}</p>`,
    '</td></tr></table></td></tr></table></body></html>',
    '',
  ]
    .filter((line, index, all) => line !== '' || index === all.length - 1)
    .join('\n')
}

/** The address is shown, too: whoever gets such a mail should see where it leads. */
function buttonHtml(button: Letter['button']): string {
  if (button === undefined) return ''
  const url = escaped(button.url)
  const look = `${FONT};display:inline-block;font-size:16px;line-height:24px;font-weight:600;color:#ffffff;background:#1d6b3e;padding:12px 20px;border-radius:6px;text-decoration:none`
  return `<p style="margin:0 0 8px"><a href="${url}" style="${look}">${escaped(button.label)}</a></p><p style="${SMALL};margin:0 0 16px;word-break:break-all">${url}</p>`
}

function rowsHtml(rows: Letter['rows']): string {
  const lines = rows.map(([label, value]) => {
    const first = `<th scope="row" align="left" style="${LABEL};font-weight:normal">${escaped(label)}</th>`
    return `<tr>${first}\n<td style="${VALUE}">${escaped(value)}</td></tr>`
  })
  if (lines.length === 0) return ''
  const table = '<table cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 8px">'
  return [table, ...lines, '</table>'].join('\n')
}

function listHtml({ title, items }: Letter['lists'][number]): string {
  const heading = `<h2 style="${FONT};margin:16px 0 4px;font-size:15px;line-height:20px;color:#1c2128">`
  const lines = items.map(item => `<li style="${VALUE};padding:2px 0">${escaped(item)}</li>`)
  const list = '<ul style="margin:0;padding:0 0 0 20px">'
  return [`${heading}${escaped(title)}</h2>`, list, ...lines, '</ul>'].join('\n')
}

function pictureHtml(picture: Letter['picture']): string {
  if (picture === null) return ''
  const caption = escaped(picture.caption)
  return [
    `<p style="${SMALL};margin:20px 0 6px">${caption}</p>`,
    `<img src="cid:${picture.contentId}" alt="${caption}" width="360"`,
    ' style="display:block;width:100%;max-width:360px;height:auto;border:1px solid #c9ced6;background:#ffffff">',
  ].join('\n')
}
