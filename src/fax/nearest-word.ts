/** Which of the known words someone may have meant. */

/** Edits (insert, delete, replace, swap of neighbours) that make one word the other, letters compared without case. */
export function wordDistance(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()]
  const rows = Array.from({ length: x.length + 1 }, (_, i) =>
    Array.from({ length: y.length + 1 }, (_, j) => (i === 0 ? j : i)),
  )
  const cell = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= x.length; i++) {
    for (let j = 1; j <= y.length; j++) {
      const same = x[i - 1] === y[j - 1] ? 0 : 1
      let best = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + same)
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1])
        best = Math.min(best, cell(i - 2, j - 2) + 1)
      const row = rows[i]
      if (row !== undefined) row[j] = best
    }
  }
  return cell(x.length, y.length)
}

/** The known word that differs least, if it differs little: one edit, or one in four letters. Null: none is near. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const most = Math.max(1, word.length >> 2)
  let nearest: { readonly word: string; readonly distance: number } | null = null
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > most) continue
    const distance = wordDistance(candidate, word)
    if (distance <= most && distance < (nearest?.distance ?? most + 1))
      nearest = { word: candidate, distance }
  }
  return nearest?.word ?? null
}
