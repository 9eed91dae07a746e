/** A mail client and a document for the end-to-end tests. */
import nodemailer, { type SendMailOptions } from 'nodemailer'
import { PDFDocument, StandardFonts } from 'pdf-lib'

/** A real PDF with `pages` pages of text. */
export async function aPdf(pages = 2, word = 'Order'): Promise<Buffer> {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  for (let n = 1; n <= pages; n++) {
    const page = pdf.addPage([595, 842])
    page.drawText(`${word}, page ${n}`, { x: 60, y: 760, size: 24, font })
    for (let row = 0; row < 20; row++)
      page.drawText(`Line ${row} of the document.`, { x: 60, y: 700 - row * 20, size: 11, font })
  }
  return Buffer.from(await pdf.save())
}

export interface TestMail {
  readonly to: string | readonly string[]
  readonly from?: string
  readonly subject?: string
  readonly text?: string
  readonly html?: string
  readonly attachments?: readonly {
    readonly filename: string
    readonly content: Buffer
    readonly contentType?: string
  }[]
  readonly messageId?: string
  readonly dsn?: { readonly notify: string | string[]; readonly id?: string; readonly recipient?: string }
}

export interface SentMail {
  readonly response: string
  readonly rejected: readonly string[]
}

/** Sends one mail; rejects with the server's answer in `response` when it was refused. */
export async function sendMail(port: number, mail: TestMail): Promise<SentMail> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true })
  try {
    const { to, attachments = [], from = 'ann@example.com', text = '', dsn, ...rest } = mail
    const info = await transport.sendMail({
      ...rest,
      from,
      to: typeof to === 'string' ? to : [...to],
      text,
      attachments: [...attachments],
      ...(dsn === undefined ? {} : { dsn: { return: 'headers', ...dsn } }),
    } as SendMailOptions)
    return { response: info.response, rejected: (info.rejected ?? []).map(entry => String(entry)) }
  } finally {
    transport.close()
  }
}

/** Sends as a mail server does: the same bytes again and again until it has a 250. Gives the number of tries. */
export async function sendUntilTaken(
  port: number,
  raw: Buffer,
  from: string,
  to: string,
  alive: () => Promise<void>,
): Promise<number> {
  for (let tries = 1; ; tries++) {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true })
    try {
      await transport.sendMail({ envelope: { from, to }, raw })
      return tries
    } catch (error) {
      if (tries >= 5) throw error
      await alive()
    } finally {
      transport.close()
    }
  }
}
