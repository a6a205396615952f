// What a run needs of the parcels of its flow, as the worker that it is.
import type { Kysely } from 'kysely'
import { dropParcels, finishParcel, handOut, parcelsLeft, parcelsOf, passFinished, reapParcels, takeParcel, type Holder, type Parcel } from './tables/parcels.ts'
import { type Shown, askStop, beingMade, livingParts, otherWorkers } from './tables/parts.ts'

/** A worker that said nothing for this long is not counted on. */
const silentMs = 5_000

export function parcelStore(db: Kysely<unknown>, flow: { org: string; flow: string }, holder: Holder) {
  return {
    handOut: (parcel: Omit<Parcel, 'orphan'>) => handOut(db, flow, holder, parcel),
    take: (which: 'any' | 'orphans') => takeParcel(db, flow, holder, which),
    finish: (position: number, shown: Shown) => finishParcel(db, flow, holder, position, shown),
    reap: () => reapParcels(db, flow),
    all: () => parcelsOf(db, flow),
    left: () => parcelsLeft(db, flow, holder),
    passFinished: () => passFinished(db, flow, holder),
    drop: () => dropParcels(db, flow, holder),
    askStop: () => askStop(db, holder.id),
    livingParts: () => livingParts(db, holder.id),
    /** Of the given intents, those that another living worker has not settled yet. */
    beingMade: (intents: string[]) => beingMade(db, holder.id, intents),
    otherWorkers: () => otherWorkers(db, holder.worker, silentMs),
  }
}

export type ParcelStore = ReturnType<typeof parcelStore>
