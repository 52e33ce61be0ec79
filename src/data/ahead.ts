// Batches made ahead of the loop that takes them: in order, and never more of them than asked for.

/**
 * What `make` makes, one after another. While the caller has one, up to `ahead` more are being made; with 0 the next is begun
 * when it is asked for.
 */
export async function* inAdvance<Task, Made>(
  tasks: Iterable<Task> | AsyncIterable<Task>,
  make: (task: Task) => Promise<Made>,
  ahead: number,
): AsyncGenerator<Made, void, void> {
  const queue: Promise<Made>[] = [];
  for await (const task of tasks) {
    const made = make(task);
    made.catch(() => {}); // it fails for the caller when its turn comes, or for nobody where the loop has ended before
    queue.push(made);
    if (queue.length > ahead) yield await queue.shift()!;
  }
  while (queue.length > 0) yield await queue.shift()!;
}

/** The same function, whose calls wait for those before them. */
export function oneAfterAnother<Task, Made>(
  make: (task: Task, i: number) => Promise<Made>,
): (task: Task) => Promise<Made> {
  let before: Promise<unknown> = Promise.resolve();
  let calls = 0;
  return (task) => {
    const i = calls++;
    const made = before.then(() => make(task, i));
    before = made.catch(() => {});
    return made;
  };
}
