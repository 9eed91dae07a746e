/**
 * What a mail would fax, part by part, also inside of what it carries: the plan by which the daemon prepares it, without
 * making pages. In charge of what of that is shown; deciding it is documents/contents/.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import { contentsPlan } from '../documents/contents/contents.ts'
import { partsForCover, partsToFax, type TextPlace, textPlaceFor } from '../documents/mail/parts.ts'
import type { Expander } from '../documents/render/renderer.ts'
import type { AcceptedMail } from '../fax/accepted-mail.ts'
import { type ErrorCode, isBridgeError } from '../fax/error.ts'
import { coverOf } from '../outbound/finish.ts'
import type { Seen } from './looking-intake.ts'

/** With what a mail is looked into. */
export interface Inside {
  readonly expander: Expander
  /** What lies in containers is unpacked into a folder in it, and removed again. */
  readonly workFolder: string
  /** How many earlier mails of this sender had a file with this SHA-256. Absent: nobody knows. */
  seenBefore?(mail: AcceptedMail, sha256: string): Promise<number>
}

export interface ExplainedPart {
  readonly name: string
  readonly type: string
  readonly leftOut: string | null
  /** A text that has no page of its own but stands on the cover page. */
  readonly onCover: boolean
}

/** What cannot be faxed makes the whole fax fail. */
export interface Unfaxable {
  readonly code: ErrorCode
  readonly text: string
}

export interface ExplainedContents {
  readonly parts: readonly ExplainedPart[]
  /** Null: nothing is in the way, as far as can be seen without making pages. */
  readonly unfaxable: Unfaxable | null
}

/** The parts of a mail that was read; none of one that was not. */
export async function explainedParts(config: Config, seen: Seen, inside: Inside): Promise<ExplainedContents> {
  const { accepted, index } = seen
  if (index === null) return { parts: [], unfaxable: null }
  const subscriber = config.subscribers.find(({ id }) => id === accepted?.subscriberId) ?? null
  const textPlace = textPlaceOf(config, accepted)
  const keyDigest = accepted?.keyDigest ?? null
  const keyCut = keyDigest !== null
  const bytes = Buffer.concat(seen.raw)
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length)
  const choices = {
    keyCut,
    keyDigest: new Set(keyDigest === null ? [] : [keyDigest.toLowerCase()]),
    textPlace,
    edits: { cutSignature: subscriber?.cut_signature ?? false },
  }
  const { expander, workFolder } = inside
  const folder = await mkdtemp(join(workFolder, 'explain-'))
  try {
    const tools = {
      folder,
      limits: { ...config.smtp.limits, lineEndings: 'lenient' as const },
      unpack: subscriber?.unpack_zip ?? false,
      expand: (request: Parameters<Expander['expand']>[0]) =>
        expander.expand(request, new AbortController().signal),
      seenBefore: async (sha256: string) =>
        accepted === null ? 0 : ((await inside.seenBefore?.(accepted, sha256)) ?? 0),
    }
    const { plan } = await contentsPlan({ index, read }, choices, tools)
    return { parts: shown(plan), unfaxable: null }
  } catch (error) {
    if (!isBridgeError(error)) throw error
    const { code, message } = error
    return { parts: shown(partsToFax(index, { keyCut, textPlace })), unfaxable: { code, text: message } }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function shown(plan: ReturnType<typeof partsToFax>): ExplainedPart[] {
  const onCover = partsForCover(plan)
  return plan.map(part => {
    const { name, type, leftOut } = part
    const isOnCover = onCover.includes(part)
    return { name, type, leftOut: isOnCover ? null : leftOut, onCover: isOnCover }
  })
}

function textPlaceOf(config: Config, accepted: AcceptedMail | null): TextPlace {
  const subscriber = config.subscribers.find(({ id }) => id === accepted?.subscriberId) ?? null
  const recipient = accepted?.recipients[0]
  const wish = recipient?.options.text ?? subscriber?.text ?? 'auto'
  return textPlaceFor(wish, recipient !== undefined && coverOf({ recipient }, subscriber) !== null)
}
