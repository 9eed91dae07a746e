import { CONSOLE_ENGLISH, type PlainId } from './console-en.ts'

export const CONSOLE_SPANISH: Readonly<Record<PlainId, string>> = CONSOLE_ENGLISH
