/** Files from inside a container, in the form of parts of a mail, so that all that follows treats them alike. */
import { open } from 'node:fs/promises'
import { contentIds } from '../mail/capture.ts'
import { decodeWords } from '../mail/header.ts'
import type { MailPart } from '../mail/mail-index.ts'
import type { FoundPart, ReadRange } from '../mail/parts.ts'
import { kindOf, type PlannedPart } from '../mail/plan.ts'
import type { InnerFile } from './expanded.ts'

/** Reads some bytes of a file. */
export function readFileRange(path: string): ReadRange {
  return async (offset, length) => {
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }
}

/** The whole file as a part. */
export function partOfFile({ bytes, type, contentId, role }: InnerFile, fileName: string | null): MailPart {
  return {
    number: '1',
    type,
    parameters: {},
    disposition: role === 'body' ? null : 'attachment',
    fileName,
    contentId,
    encoding: 'binary',
    charset: role === 'body' ? 'utf-8' : null,
    headerFrom: 0,
    bodyFrom: 0,
    bodyTo: bytes,
    children: [],
  }
}

export function plannedFile(part: MailPart, name: string): PlannedPart {
  return { part, name, type: part.type, kind: kindOf(part), leftOut: null, shown: false }
}

/** A text of no bytes: the heading of an inner mail is faxed even when the mail has no text. */
export function emptyPart<T extends FoundPart>(part: T): T {
  const empty = { ...part.part, type: 'text/plain', charset: null, bodyTo: part.part.bodyFrom, children: [] }
  return { ...part, part: empty, kind: 'body' }
}

/** Longest head of an HTML text that is searched for its pictures. */
const HTML_HEAD = 1024 * 1024

/** Content-IDs that the texts among these files refer to. */
export async function shownIn(files: readonly InnerFile[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const { path, role, type, bytes } of files) {
    if (role !== 'body' || type !== 'text/html') continue
    const html = await readFileRange(path)(0, Math.min(bytes, HTML_HEAD))
    for (const id of contentIds(Buffer.from(html), 'binary')) ids.add(id)
  }
  return ids
}

/** A header's value in one line, words decoded. */
export function inWhole(value: string): string {
  return decodeWords(value.slice(0, 2000))
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
}
