/** What the SQL of this folder needs of a database. Placeholders are `$1`, `$2` …; values are text, numbers or null. */
export type SqlValue = string | number | null

export interface Sql {
  all<T>(text: string, values?: readonly SqlValue[]): Promise<T[]>
  get<T>(text: string, values?: readonly SqlValue[]): Promise<T | undefined>
  /** Gives the number of rows changed. */
  run(text: string, values?: readonly SqlValue[]): Promise<number>
}

export interface SqlDriver extends Sql {
  /**
   * Runs `work` in one writing transaction and commits it durably, or rolls it back when `work` throws. `work` may run
   * again after a conflict, and must not wait for anything but its statements.
   */
  tx<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** A copy of the whole database in a new file, as of one instant, while others go on reading and writing. */
  copyTo(file: string): Promise<void>
  /** Takes what was deleted out of the log of the database, too, where it has one. */
  compactLog(): Promise<void>
  close(): Promise<void>
}
