/**
 * Every sentence of the sources that may come onto a page of the console is told in every language. A new one without words
 * fails here: put it into a table of src/words/said-*.ts (or history, or details), or, when no page can show it, into the list
 * below with the reason.
 */
import { describe, expect, it } from 'vitest'
import { toldIn } from '../../src/words/history.ts'
import { ourSentences, sentencesIn } from './our-sentences.ts'

/** Files and folders whose sentences no page of the console shows. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'access/password.ts': 'for the command line and the API; the page of the account says it by an id',
  'access/tokens.ts': 'tokens are made on the command line and over the API',
  'access/users.ts': 'users are made on the command line and over the API',
  'alarms/webhook-call.ts': 'for the log',
  'api/': 'descriptions and answers for programs',
  'archive/': 'legal holds and keys: the command line and the API',
  'cli/': 'the command line is English',
  'config/': 'found when the configuration is read: the command line and the log',
  'doctor/': 'the command line',
  'documents/cover/words.ts': 'the words of cover pages, which have their own languages',
  'documents/office/installed.ts': 'found when the daemon starts',
  'documents/sandbox/': 'found when the daemon starts',
  'fax/error-api.ts': 'answers for programs',
  'fax/failure.ts': 'said by id: failures of src/words/de.ts and its sisters',
  'http/access-operations.ts': 'the control socket',
  'http/admin.ts': 'the control socket',
  'http/alarm-operations.ts': 'the control socket',
  'http/archive-export.ts': 'the control socket and the API',
  'http/broken-request.ts': 'there is no page for a request that is no HTTP',
  'http/door.ts': 'found when the daemon starts',
  'http/metric-table.ts': 'descriptions for programs',
  'http/operations.ts': 'the control socket',
  'http/refused.ts': 'the control socket and the API',
  'http/start.ts': 'found when the daemon starts; the control socket',
  'http/tls-files.ts': 'found when the daemon starts',
  'import/': 'the command line',
  'outbound/key-operations.ts': 'keys are changed on the command line and over the API',
  'outbound/key-ring.ts': 'the history of keys: the command line and the API',
  'outbound/renew-keys.ts': 'the history of keys: the command line and the API',
  'outbound/replace-key.ts': 'the history of keys: the command line and the API',
  'outbound/test-fax.ts': 'a test fax is asked for on the command line or over the API',
  'outbound/whole-mail.ts': 'what was done with all faxes of a mail: the command line and the API',
  'restore.ts': 'the command line',
  'simulate/': 'vendors that are played, in their words',
  'smtp/acl.ts': 'for the log when the configuration is read',
  'smtp/certificate.ts': 'found when the daemon starts',
  'smtp/connection.ts': 'replies of SMTP to commands: never stored',
  'smtp/listen-target.ts': 'found when the daemon starts',
  'smtp/listener.ts': 'found when the daemon starts',
  'smtp/reply-mail.ts': 'replies of SMTP',
  'smtp/rule-book.ts': 'for the log when the configuration is read',
  'store/audit-chain.ts': 'the command line',
  'store/backup.ts': 'the command line',
  'store/lost-database.ts': 'found when the daemon starts',
  'store/lock.ts': 'found when the daemon starts',
  'store/migrate.ts': 'found when the daemon starts',
  'store/sqlite.ts': 'found when the daemon starts',
  'words/': 'the words themselves',
}

/** Single sentences that no page shows, of files with others. */
const NEVER_SHOWN: Readonly<Record<string, string>> = {
  'No faxbridge daemon answers.': 'the command line',
  'documents.postscript needs Ghostscript: apt-get install ghostscript, or set it to false.':
    'found when the daemon starts',
  'archive.keys: documents in the spool are encrypted with the key "12". 12 Put it back: without it they cannot be read, and nothing was changed.':
    'found when the daemon starts',
  'Another faxbridge daemon already uses this data directory.': 'found when the daemon starts',
  'The database is damaged.': 'found when the daemon starts',
  'The database was written by a newer faxbridge.': 'found when the daemon starts',
  '250 2.1.0 Sender taken.': 'a reply of SMTP, quoted in the try-it box',
  '250 2.1.5 Recipient taken.': 'a reply of SMTP, quoted in the try-it box',
  'It is no delivery report: nothing was done.': 'a reply of SMTP',
  'The report was taken.': 'a reply of SMTP',
}

/** Sentences that are put together of pieces: as they look when they are whole. */
const WHOLE: Readonly<Record<string, readonly string[]>> = {
  'It is 12.': [
    'It is an archive (ZIP): attach the documents themselves.',
    'It is a web page: save it as PDF and attach that.',
  ],
  '12 It will be tried again.': ['The line was busy. It will be tried again.'],
  '12 asked to send it again12 as 12.': [
    'ann asked to send it again as fax_2.',
    'ann asked to send it again to +15555551212 as fax_2.',
  ],
  'To the mail to 12 came a mail 12.': [
    'To the mail to ann@example.com came a mail that says nothing of delivery.',
    'To the mail to ann@example.com came a mail of bob@example.com.',
  ],
  'Filed: 12 See 12.': ['Filed: The same bytes came under the same id before. See inb_1.'],
  'Discarded by 12: its pages are deleted 12.': [
    'Discarded by ann: its pages are deleted now.',
    'Discarded by ann: its pages are deleted after 7 days.',
  ],
  '12, to 12.': ['Sent again by ann, to a@example.com.', 'Sent elsewhere by ann, to archive.'],
  '12: goes to 12.': [
    'For subscriber sales: goes to a@example.com, archive.',
    'For nobody: goes to archive.',
  ],
  '12 on the list 12 to 12 written.': [
    'Report on the list staff to a@example.com written.',
    'Copy of the report on the list staff to a@example.com written.',
  ],
  '12 to 12 written.': ['Report to a@example.com written.', 'Copy of the report to a@example.com written.'],
  'TLS failed (12): is it http instead of https?': [
    'fax.example: there is no such host: check baseUrl.',
    'fax.example: nothing listens there: check host and port of baseUrl.',
    'fax.example: its certificate is not trusted (CERT_HAS_EXPIRED): name its authority with caFile.',
    'fax.example: TLS failed (ERR_SSL_WRONG_VERSION_NUMBER): is it http instead of https?',
    'fax.example: no connection (ETIMEDOUT).',
  ],
  '1212Look into the panel, under the faxes of the subscriber.': [
    'Whether NGCP took the fax is not known: its journal has no row above 7 to this number. Is it row 8, 2026-11-21 UTC, to "1", FAILED; row 9? Look into the panel, under the faxes of the subscriber.',
  ],
  '12 The last call: 12.': ['Openfax is dialling. The last call: busy.'],
  'The UCX shows no job that fits.12 Look into its fax records.': [
    'The UCX shows no job that fits. Its list of jobs could not be read as a whole. Look into its fax records.',
  ],
  'Faxes to it come in at 12.': ['Faxes to it come in at virtual fax 3 ("Office", extension 12).'],
}

const exempt = ({ path, text }: { path: string; text: string }): boolean =>
  Object.hasOwn(NEVER_SHOWN, text) ||
  Object.keys(ELSEWHERE).some(key => (key.endsWith('/') ? path.startsWith(key) : key === path))

/** What no table knows of it, but for the samples. */
const untold = (text: string): readonly string[] =>
  toldIn('de', text).unknown.filter(piece => /\p{Ll}\p{Ll}/u.test(piece))

const all = ourSentences(path => !path.startsWith('words/'))

it('every sentence that a page may show is told in every language', () => {
  const missing = all
    .filter(sentence => !exempt(sentence) && !Object.hasOwn(WHOLE, sentence.text))
    .flatMap(({ path, line, text }) => untold(text).map(piece => `src/${path}:${line}: ${piece}`))
  expect(missing).toEqual([])
})

describe('put together', () => {
  it.each(Object.entries(WHOLE))('%s', (pieces, wholes) => {
    expect(
      all.some(({ text }) => text === pieces),
      'still stands in the sources',
    ).toBe(true)
    for (const whole of wholes) expect(untold(whole)).toEqual([])
  })
})

it('nothing is exempt that is not there, or without a reason', () => {
  for (const [key, why] of Object.entries({ ...ELSEWHERE, ...NEVER_SHOWN })) expect(why, key).not.toBe('')
  const unused = Object.keys(ELSEWHERE).filter(
    key =>
      key !== 'words/' && !all.some(({ path }) => (key.endsWith('/') ? path.startsWith(key) : key === path)),
  )
  expect(unused).toEqual([])
  for (const sentence of Object.keys(NEVER_SHOWN)) expect(all.map(({ text }) => text)).toContain(sentence)
})

it('a sentence without words is found: thrown, put together of two, or in a template', () => {
  const found = sentencesIn(
    'x.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    "throw new BridgeError('E_X', { say: 'zork is blue' }); const a = 'The zork ' + 'is green.'; b(`No zork has ${n} legs.`); log.info({}, 'The zork is red.')",
  )
  expect(found.map(({ text }) => text)).toEqual([
    'zork is blue',
    'The zork is green.',
    'No zork has 12 legs.',
  ])
  for (const { text } of found) expect(untold(text)).toEqual([text])
})
