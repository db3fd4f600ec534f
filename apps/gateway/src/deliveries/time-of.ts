/** A moment of the scheduler (epoch ms) as the schema has it. */
export function timeOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
