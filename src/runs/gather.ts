// Gather: collects single pieces of work into groups, so that one statement or one call serves many.

/** Hands groups of at most `size` to `work`; a smaller group goes after `waitMs`, or as soon as nothing more is coming. */
export function gather<In, Out>(options: { size: number; waitMs: number; atOnce: number }, work: (items: In[]) => Promise<Out[]>): { submit(item: In): Promise<Out>; flush(): void } {
  type Entry = { item: In; resolve(value: Out): void; reject(error: unknown): void }
  let queue: Entry[] = []
  let running = 0
  let timer: NodeJS.Timeout | undefined

  function pump(force: boolean): void {
    while (queue.length > 0 && running < options.atOnce && (force || queue.length >= options.size)) {
      const group = queue.slice(0, options.size)
      queue = queue.slice(options.size)
      running += 1
      void handle(group)
    }
    if (queue.length > 0 && timer === undefined && running < options.atOnce) {
      timer = setTimeout(() => {
        timer = undefined
        pump(true)
      }, options.waitMs)
    }
  }

  async function handle(group: Entry[]): Promise<void> {
    try {
      const results = await work(group.map((entry) => entry.item))
      group.forEach((entry, index) => {
        const result = results[index]
        if (result === undefined) entry.reject(new Error('a piece of gathered work came back without a result'))
        else entry.resolve(result)
      })
    } catch (error) {
      for (const entry of group) entry.reject(error)
    } finally {
      running -= 1
      // What waited for a free place has waited long enough.
      pump(true)
    }
  }

  return {
    submit: (item) =>
      new Promise<Out>((resolve, reject) => {
        queue.push({ item, resolve, reject })
        pump(false)
      }),
    flush: () => pump(true),
  }
}
