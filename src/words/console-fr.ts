import { CONSOLE_ENGLISH, type PlainId } from './console-en.ts'

export const CONSOLE_FRENCH: Readonly<Record<PlainId, string>> = CONSOLE_ENGLISH
