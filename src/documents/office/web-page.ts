/**
 * A web page that was attached, made ready for an Office program, in the renderer process: in UTF-8, without programs, and
 * without anything that is not in the file. That nothing is fetched does not hang on this: the sandbox has no network. Here
 * it is found out for the report, and a picture that is missing leaves its description instead of an empty frame.
 */
import { readFile, writeFile } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { charsetName } from '../mail/charset.ts'
import { withoutHidden } from '../mail/hidden.ts'
import { textOfBytes } from '../pages/text-bytes.ts'
import { type Attribute, type Tag, tagAt } from './html-tag.ts'

export interface CleanPage {
  readonly html: string
  /** It shows or reads something that is not in the file. */
  readonly hasLinks: boolean
}

/** HTML Standard §13.2.3.2: the charset stands within the first 1024 bytes. Programs write more before it. */
const CHARSET_WITHIN = 4096
/** Written without end tag or content of their own, and nothing that paper shows. */
const DROPPED = /^(?:base|link|meta|embed|frame|source|track|object|applet|param|bgsound|video|audio)$/
/** With all that stands in them: programs, and pages inside the page. */
const DROPPED_WHOLE = /^(?:script|iframe|template)$/
/** What a browser would load without being asked (HTML Standard, table of attributes). `href` waits for a click. */
const LOADS =
  /^(?:src|srcset|imagesrcset|background|data|poster|lowsrc|dynsrc|code|codebase|archive|classid)$/
/** Not printed, and addresses: nobody follows them on paper. */
const NEEDLESS =
  /^(?:on|href$|xlink:|action$|formaction$|cite$|longdesc$|ping$|usemap$|srcset$|imagesrcset$|srcdoc$)/
/** Pictures that an Office program reads without looking elsewhere; an SVG could. */
const OWN_PICTURE = /^\s*data:image\/(?:png|jpe?g|gif|bmp|webp);base64,/i

/** The text of the page in the charset that it says, or that fits. */
export function textOfPage(bytes: Uint8Array): string {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = file.toString('latin1', 0, CHARSET_WITHIN)
  const said = /<meta\b[^>]{0,300}\bcharset\s*=\s*["']?\s*([\w:-]{1,40})/i.exec(head)?.[1] ?? null
  const marked = /^(?:\xff\xfe|\xfe\xff|\xef\xbb\xbf)/.test(head)
  const charset = marked || said === null ? null : charsetName(said)
  // A page that can be read so was no UTF-16 (HTML Standard §13.2.3.2).
  const isOdd = charset === null || /^utf-?(?:8|16|32)/i.test(charset) || !iconv.encodingExists(charset)
  return isOdd ? textOfBytes(bytes) : iconv.decode(file, charset)
}

/** Linear in the length of the page, whatever it holds. */
export function cleanPage(page: string, pictures: 'own' | 'none' = 'own'): CleanPage {
  const text = withoutHidden(page)
  const out: string[] = []
  let hasLinks = false
  let at = 0
  let commentsEnd = text.length
  while (at < text.length) {
    const open = text.indexOf('<', at)
    if (open < 0) break
    out.push(text.slice(at, open))
    if (text.startsWith('<!--', open)) {
      // One that is never closed hides nothing here; and it is looked for only once.
      const end = commentsEnd < open ? -1 : text.indexOf('-->', open + 2)
      if (end < 0) commentsEnd = -1
      at = end < 0 ? open + 4 : end + 3
      continue
    }
    const tag = tagAt(text, open)
    if (tag === null) {
      out.push('<')
      at = open + 1
      continue
    }
    at = tag.end
    if (loadsOutside(tag)) hasLinks = true
    if (DROPPED_WHOLE.test(tag.name)) at = behind(text, tag)
    else if (tag.name === 'style') {
      const end = behind(text, tag)
      const css = cleanStyle(text.slice(at, end).replace(/<\/style[^>]{0,1000}>?$/i, ''))
      hasLinks ||= css.hasLinks
      out.push('<style>', css.css.replaceAll('<', ' '), '</style>')
      at = end
    } else if (!DROPPED.test(tag.name)) {
      const style = cleanStyle(tag.attributes.find(([name]) => name === 'style')?.[1] ?? '')
      hasLinks ||= style.hasLinks
      out.push(tag.name === 'img' ? picture(tag, pictures) : written(tag))
    }
  }
  out.push(text.slice(at))
  return { html: `\ufeff${out.join('').replace(/^\ufeff/, '')}`, hasLinks }
}

/** Writes the page of one file to another, ready to be converted. */
export async function writeCleanPage(from: string, to: string): Promise<void> {
  await writeFile(to, cleanPage(textOfPage(await readFile(from))).html, { mode: 0o600 })
}

function loadsOutside({ name, attributes, isEnd }: Tag): boolean {
  if (isEnd) return false
  const value = (wanted: string) => attributes.find(([one]) => one === wanted)?.[1] ?? null
  if (name === 'link') return /stylesheet|import/i.test(value('rel') ?? '')
  if (name === 'meta')
    return /^\s*refresh/i.test(value('http-equiv') ?? '') && /url/i.test(value('content') ?? '')
  // A program is not part of what is seen.
  if (name === 'script') return false
  if (name === 'iframe' && value('srcdoc') !== null) return true
  return attributes.some(([one, given]) => LOADS.test(one) && isOutside(given))
}

const isOutside = (address: string): boolean =>
  address.trim() !== '' && !/^\s*(?:about:|#)/i.test(address) && !OWN_PICTURE.test(address)

/** A picture that is in the file, or what describes it. */
function picture(tag: Tag, pictures: 'own' | 'none'): string {
  const value = (wanted: string) => tag.attributes.find(([one]) => one === wanted)?.[1] ?? ''
  return pictures === 'own' && OWN_PICTURE.test(value('src'))
    ? written(tag)
    : value('alt').replaceAll('<', '&lt;')
}

/** Other names are no HTML, and a program may read something else in them. */
const NAME = /^[a-z][\w-]{0,40}$/

function written({ name, attributes, isEnd }: Tag): string {
  if (!NAME.test(name)) return ''
  if (isEnd) return `</${name}>`
  const kept = attributes.flatMap(([one, value]): Attribute[] => {
    if (NEEDLESS.test(one) || !NAME.test(one)) return []
    if (LOADS.test(one)) return OWN_PICTURE.test(value) ? [[one, value.replace(/\s+/g, '')]] : []
    return [[one, one === 'style' ? cleanStyle(value).css : value]]
  })
  return `<${[name, ...kept.map(([one, value]) => `${one}="${value.replaceAll('"', '&quot;')}"`)].join(' ')}>`
}

/** CSS 2.1 §4.1.3, §4.3.4: escapes could hide an address; letters that need them are not worth it. */
function cleanStyle(css: string): { readonly css: string; readonly hasLinks: boolean } {
  let hasLinks = false
  const told = () => {
    hasLinks = true
    return ''
  }
  const plain = css
    .replace(/[\\\0]/g, '')
    .replace(/&(?:quot|apos|#34|#39);/g, "'")
    .replaceAll('&', '')
    .replace(/@import\b[^;}]{0,2000};?/gi, told)
    .replace(/url\s{0,20}\([^)]{0,2000}\)?/gi, found => {
      if (!/^url\s*\(\s*["']?\s*(?:data:|#)/i.test(found)) hasLinks = true
      return 'none'
    })
  return { css: plain, hasLinks }
}

/** Behind the end tag of an element whose content is no HTML; without one it goes on to the end. */
function behind(text: string, { name, end, isEnd }: Tag): number {
  if (isEnd) return end
  const close = new RegExp(`</${name}(?![\\w-])`, 'gi')
  close.lastIndex = end
  const found = close.exec(text)
  if (found === null) return text.length
  const over = text.indexOf('>', found.index)
  return over < 0 ? text.length : over + 1
}
