/**
 * The options of a fax, as the three places write them: in charge of their names and of what a name may have beside it.
 * One row for each; headers, tags, addresses, the documentation and "did you mean" all read it. What a value means is
 * option-values.ts, where options stand is written-options.ts and subject-tags.ts, who may use them option-policy.ts.
 */
import { OPTION_NAMES, type OptionName } from '../fax/fax-options.ts'
import { nearestWord } from '../fax/nearest-word.ts'

interface OptionRow {
  /** After `X-Fax-`. */
  readonly header: string
  /** Other spellings of the name, in the form that `plainKey` gives: mostly those of other fax servers. */
  readonly aliases: readonly string[]
  /** Words that stand alone for one of its values. */
  readonly words: Readonly<Record<string, string>>
}

export const OPTION_TABLE: Readonly<Record<OptionName, OptionRow>> = {
  resolution: {
    header: 'Resolution',
    aliases: ['vres'],
    words: { fine: 'fine', standard: 'standard', superfine: 'superfine' },
  },
  paper: { header: 'Paper', aliases: ['pagesize', 'papersize'], words: { a4: 'a4', letter: 'letter' } },
  tone: { header: 'Tone', aliases: ['halftone'], words: {} },
  blankpages: { header: 'Blank-Pages', aliases: [], words: {} },
  cover: { header: 'Cover', aliases: ['template', 'cp'], words: { nocover: 'none' } },
  text: { header: 'Text', aliases: ['body', 'mailtext'], words: { notext: 'none' } },
  priority: { header: 'Priority', aliases: [], words: {} },
  sendat: { header: 'Send-At', aliases: ['sendtime'], words: {} },
  window: { header: 'Window', aliases: [], words: {} },
  header: { header: 'Header', aliases: ['headertext', 'tagline'], words: {} },
  billing: { header: 'Billing', aliases: ['billingcode'], words: {} },
  from: { header: 'From', aliases: ['ownnumber'], words: {} },
  report: { header: 'Report', aliases: [], words: {} },
  notify: { header: 'Notify', aliases: [], words: {} },
}

const KEYS = new Map<string, OptionName>(
  OPTION_NAMES.flatMap(name => [name, ...OPTION_TABLE[name].aliases].map(key => [key, name] as const)),
)

/** An option with its value, by one word. */
export interface WordMeaning {
  readonly name: OptionName
  readonly text: string
}

const WORDS = new Map<string, WordMeaning>(
  OPTION_NAMES.flatMap(name =>
    Object.entries(OPTION_TABLE[name].words).map(([word, text]) => [word, { name, text }] as const),
  ),
)

/** `Send-At`, `send at`, `SENDAT` are one name. */
export function plainKey(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '')
}

/** The option of this name; null: there is none. */
export function optionNamed(text: string): OptionName | null {
  return KEYS.get(plainKey(text)) ?? null
}

/** The option that this word stands for; null: for none. */
export function optionOfWord(text: string): WordMeaning | null {
  return WORDS.get(plainKey(text)) ?? null
}

export function nearestName(text: string): OptionName | null {
  return KEYS.get(nearestWord(plainKey(text), [...KEYS.keys()]) ?? '') ?? null
}

export function nearestOptionWord(text: string): string | null {
  return nearestWord(plainKey(text), [...WORDS.keys()])
}

/** For a refusal: `There are: resolution, paper, …`. */
export const ALL_OPTIONS = `There are: ${OPTION_NAMES.join(', ')}.`
