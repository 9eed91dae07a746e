/** Every place in the database where a reference to the spool stands, and the one way to put another in its stead. */
import type { SpoolPlace, SpoolRef, SpoolRefStore } from './archive-store.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'

/** `also`: what changes with it, so that whoever has read the row before reads it again. */
const PLACES: Readonly<
  Record<SpoolPlace, { readonly table: string; readonly column: string; readonly also?: string }>
> = {
  mailIn: { table: 'submission', column: 'raw' },
  pages: { table: 'document', column: 'tiff' },
  preview: { table: 'document', column: 'preview' },
  received: { table: 'inbound_fax', column: 'raw', also: ', version = version + 1' },
  mailOut: { table: 'mail', column: 'raw' },
}

export function makeSpoolRefs(driver: SqlDriver): SpoolRefStore {
  return {
    async spoolRefs(place, after, limit) {
      const { table, column } = PLACES[place]
      const rows = await driver.all<{ id: string; ref: string }>(
        `select id, ${column} as ref from ${table} where id > $1 and coalesce(${column}, '') <> ''
         order by id limit ${Math.trunc(limit)}`,
        [after],
      )
      return rows.map(({ id, ref }) => ({ place, id, ref }))
    },
    exchangeRefs: changes =>
      driver.tx(async sql => {
        const done: boolean[] = []
        for (const { was, becomes } of changes) done.push(await exchange(sql, was, becomes))
        return done
      }),
  }
}

async function exchange(sql: Sql, { place, id, ref }: SpoolRef, becomes: string): Promise<boolean> {
  const { table, column, also = '' } = PLACES[place]
  const text = `update ${table} set ${column} = $3${also} where id = $1 and ${column} = $2`
  return (await sql.run(text, [id, ref, becomes])) === 1
}
