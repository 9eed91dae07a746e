import { CONSOLE_MORE_ENGLISH, type MoreId } from './console-more-en.ts'

export const CONSOLE_MORE_GERMAN: Readonly<Record<MoreId, string>> = CONSOLE_MORE_ENGLISH
