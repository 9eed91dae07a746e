/** A table of sentences by their English form, which is the one that is stored and that programs get. */
import type { Language } from './words.ts'

export type SaidTable = Readonly<Record<string, Readonly<Record<Exclude<Language, 'en'>, string>>>>
