/** Does the work of every item, of a bounded number of items at once. */
export async function doAll<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const next = items.values();
  const lanes = Array.from({ length: atOnce }, async () => {
    for (const item of next) await work(item);
  });
  await Promise.all(lanes);
}
