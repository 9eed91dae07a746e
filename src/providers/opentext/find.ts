/** After a lost answer: OpenText has no list and no search, so a person must look. */
import type { OpentextSettings } from '../../config/providers/opentext.ts'
import type { FindReply, SubmittedFax } from '../provider.ts'
import { messageIdOf } from './submit.ts'

/** Nobody can be asked: this is what a person needs to look for it. */
export function find(settings: OpentextSettings, fax: SubmittedFax): FindReply {
  const at = new Date(fax.submittedAt).toISOString()
  const look =
    `OpenText has no search for faxes. Ask its support, or look into its reports, for customer reference ` +
    `${fax.reference}: a fax of ${fax.pageCount} pages to ${fax.to}, handed over at ${at}. ` +
    'If OpenText does not have it, release the fax as not taken.'
  if (!settings.duplicateDetection) return { kind: 'cannotTell', text: look }
  const repeat =
    ` faxbridge repeats nothing by itself. OpenText takes message_id ${messageIdOf(settings, fax.reference)} only ` +
    'once: a repetition by hand with this message_id gives the first job instead of a second call. ' +
    'A release as not taken uses a new message_id.'
  return { kind: 'cannotTell', text: look + repeat }
}
