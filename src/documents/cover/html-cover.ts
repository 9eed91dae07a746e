/**
 * Cover pages written as HTML: the operator's page with `{to}`, `{subject}` and so on in it, filled in and made into PDF
 * by what makes Office documents into PDF. What is filled in is text, whatever it looks like.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import { escaped } from '../../fax/markup.ts'
import { withoutHidden } from '../mail/hidden.ts'
import type { Office } from '../office/office.ts'
import type { FinishRequest } from '../render/job.ts'
import { COVER_FIELDS, type CoverFacts, type CoverField } from './facts.ts'

export const isHtmlCover = (file: string): boolean => /\.html?$/i.test(file)

/** Throws E_DOCUMENT_DAMAGED for a name in braces that is no field. Rules of style have more than one word in theirs. */
export function filledTemplate(html: string, { fields }: CoverFacts): string {
  return html.replace(/\{([A-Za-z]+)\}/g, (_, name: string) => {
    if (!(COVER_FIELDS as readonly string[]).includes(name))
      throw new BridgeError('E_DOCUMENT_DAMAGED', {
        say: `The cover page has {${name}}, which is no field: there is ${COVER_FIELDS.join(', ')}.`,
      })
    const text = escaped(fields[name as CoverField])
    return text.replace(/\r?\n/g, '<br>\n')
  })
}

/** The request with the PDF of an HTML cover page in place of the template. Throws E_DOCUMENT_* and what `toPdf` throws. */
export async function withHtmlCover(
  request: FinishRequest,
  office: Office | null,
  signal: AbortSignal,
): Promise<FinishRequest> {
  const { cover, outFolder } = request
  const form = cover?.form ?? null
  if (cover === null || form === null || !isHtmlCover(form)) return request
  if (office === null)
    throw new BridgeError('E_DOCUMENT_TYPE', {
      say: 'A cover page in HTML needs LibreOffice: install it, or use a PDF form.',
    })
  const [path, out] = [join(outFolder, 'cover.html'), join(outFolder, 'cover.pdf')]
  // LibreOffice prints what a style hides.
  await writeFile(path, filledTemplate(withoutHidden(await readFile(form, 'utf8')), cover.facts), {
    mode: 0o600,
  })
  await office.toPdf({ path, type: 'html', hasLinks: false, out, fitWidth: async () => {} }, signal)
  return { ...request, cover: { ...cover, form: out } }
}
