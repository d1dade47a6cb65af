// How the cost of something grows: a ratio of processor times taken side by side, which a slow or busy machine changes little.

/** How many times longer `work` takes for `large` than for `small`, each the best of three. Ten times as much work that costs 100 times more is quadratic. */
export async function growth(
  work: (size: number) => unknown,
  { small, large }: { readonly small: number; readonly large: number },
): Promise<number> {
  const best = async (size: number): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const begin = process.cpuUsage();
      await work(size);
      const { user, system } = process.cpuUsage(begin);
      times.push(user + system);
    }
    return Math.min(...times);
  };
  // The first calls compile.
  await work(small);
  return (await best(large)) / (await best(small));
}
