// Points: every await in the writing and committing code has a name here, so that tests can stop the process at each one.

/** Names in the order of a record's way through. A test fails when code awaits under a name that is not in this list, or without a name. */
export const pointNames = [
  'hand-out-parcel', 'take-parcel', 'wait-for-winner',
  'plan-customers', 'reserve-customer-numbers', 'renumber-customer', 'send-customer', 'create-customers', 'plan-card-changes', 'update-customers', 'commit-customers', 'compare-refused-customer',
  'plan-articles', 'send-article', 'create-articles', 'commit-articles', 'compare-refused-article',
  'reread-source', 'plan-documents', 'send-document', 'create-documents', 'update-document', 'take-back-document', 'unknown-outcome',
  'learn-prices', 'forget-lesson', 'check-adopted',
  'commit-outcomes', 'plan-booking', 'count-drafts', 'read-draft', 'send-booking', 'book', 'commit-booking', 'plan-sending', 'send-invoice', 'commit-sending',
  'write-back-read', 'write-back-send', 'write-back-clear',
  'recover-read', 'recover-look', 'recover-note', 'recover-settle', 'finish-parcel', 'save-cursor',
] as const
export type PointName = (typeof pointNames)[number]

/** What a test may do around a named await: stop, pause, fail. In real life nothing. */
export type PointHook = (name: PointName, when: 'before' | 'after') => Promise<void> | void

export type Points = {
  <T>(name: PointName, work: () => Promise<T>): Promise<T>
  /** The same around a stream: the hook is called before and after each item. */
  each<T>(name: PointName, stream: AsyncIterable<T>): AsyncIterable<T>
}

export function makePoints(given: PointHook | undefined): Points {
  if (given === undefined) {
    return Object.assign(<T>(_: PointName, work: () => Promise<T>) => work(), { each: <T>(_: PointName, stream: AsyncIterable<T>) => stream })
  }
  const hook: PointHook = given
  const at = async <T>(name: PointName, work: () => Promise<T>): Promise<T> => {
    await hook(name, 'before')
    const result = await work()
    await hook(name, 'after')
    return result
  }
  async function* each<T>(name: PointName, stream: AsyncIterable<T>): AsyncIterable<T> {
    await hook(name, 'before')
    for await (const item of stream) {
      await hook(name, 'after')
      yield item
    }
  }
  return Object.assign(at, { each })
}
