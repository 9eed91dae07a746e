/** What somebody looks for, anywhere in a column: `like CONTAINING escape '!'`. */
export const containing = (text: string): string => `%${text.replace(/[!%_]/g, '!$&')}%`
