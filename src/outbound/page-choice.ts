/** How the pages of a mail are made: what its sender chose, else the subscriber's setting, else what the number asks for. */
import type { SubscriberConfig } from '../config/schema.ts'
import type { RenderRequest } from '../documents/render/job.ts'
import { NO_OPTIONS } from '../fax/fax-options.ts'
import type { FaxJob } from '../fax/job.ts'
import { paperOf } from '../fax/paper.ts'

export type PageChoice = Required<Pick<RenderRequest, 'resolution' | 'paper' | 'tone' | 'blankPages'>>

/** The same for all faxes of a mail, since its pages are made once: the first one speaks for all. */
export function pageChoice(
  jobs: readonly { readonly recipient: Pick<FaxJob['recipient'], 'number' | 'options'> }[],
  subscriber: Pick<SubscriberConfig, 'resolution' | 'paper' | 'tone' | 'blank_pages'> | null,
): PageChoice {
  const recipient = jobs[0]?.recipient
  const chosen = recipient?.options ?? NO_OPTIONS
  return {
    resolution: chosen.resolution ?? subscriber?.resolution ?? 'fine',
    paper: chosen.paper ?? subscriber?.paper ?? paperOf(recipient?.number ?? null),
    tone: chosen.tone ?? subscriber?.tone ?? 'airtime',
    blankPages: chosen.blankPages ?? subscriber?.blank_pages ?? 'keep',
  }
}
