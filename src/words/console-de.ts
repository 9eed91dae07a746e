import { CONSOLE_ENGLISH, type PlainId } from './console-en.ts'

export const CONSOLE_GERMAN: Readonly<Record<PlainId, string>> = CONSOLE_ENGLISH
