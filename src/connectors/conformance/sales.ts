// Conformance of a source of sales: what every connector with that role must keep, run by its own test against its twin.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseDecimal } from '../../core/decimals.ts'
import { saleRecord } from '../../core/sale-record.ts'
import type { SaleKind, SaleRecord } from '../../core/sale-record.ts'
import type { Client, SaleHead, SaleQuery, SalesSource } from '../connector.ts'

/** A running twin with a client on it, and the few things a person can do there. */
export type SalesBench = {
  client: Client
  kind: SaleKind
  /** A stage in which at least 450 sales stand (more than two result pages), each with two lines at least and one company. */
  stage: { pipelineId: string; stageId: string }
  /** A stage of the same pipeline in which none stand. */
  emptyStage: { pipelineId: string; stageId: string }
  /** All ids in `stage`. */
  ids: string[]
  /** Names wanted by the mapping, and one property the sales carry. */
  want: Parameters<SalesSource['read']>[2]
  /** Moves a sale to the empty stage; resolves when the source's listings know of it. */
  moveAway(id: string): Promise<void>
  /** Deletes a sale. */
  remove(id: string): Promise<void>
  /** Merges two sales; returns the survivor's id. */
  merge(primary: string, other: string): Promise<string>
  close(): Promise<void>
}

export function salesConformance(name: string, setup: () => Promise<SalesBench>): void {
  describe(`${name} is a source of sales`, () => {
    let bench: SalesBench
    let sales: SalesSource
    beforeAll(async () => {
      bench = await setup()
      if (bench.client.sales === undefined) throw new Error('the client offers no sales')
      sales = bench.client.sales
    })
    afterAll(async () => {
      await bench.client.close()
      await bench.close()
    })

    const query = (more: Partial<SaleQuery> = {}): SaleQuery => ({ kind: bench.kind, stages: [bench.stage], window: null, alsoChanged: 'none', afterId: null, ...more })
    const surveyed = async (more: Partial<SaleQuery> = {}): Promise<SaleHead[]> => {
      const heads: SaleHead[] = []
      for await (const page of sales.survey(query(more))) heads.push(...page)
      return heads
    }
    const readOne = async (id: string): Promise<SaleRecord> => {
      const [parsed] = (await Array.fromAsync(sales.read(bench.kind, [id], bench.want))).flat()
      if (parsed?.ok !== true) throw new Error(`sale ${id} was not read: ${JSON.stringify(parsed)}`)
      return parsed.value
    }

    test('the account has a stable identity', async () => {
      const first = await bench.client.identity()
      expect(first.id).not.toBe('')
      expect(first.currency).toMatch(/^[A-Z]{3}$/)
      expect((await bench.client.identity()).id).toBe(first.id)
    })

    test('a sound account is found ready', async () => {
      const findings = await bench.client.check()
      expect(findings.length).toBeGreaterThan(0)
      expect(findings.filter((finding) => !finding.ok && finding.severity === 'stop')).toEqual([])
    })

    test('pipelines name the stage and whether it is closed', async () => {
      const pipeline = (await sales.pipelines(bench.kind)).find(({ id }) => id === bench.stage.pipelineId)
      expect(pipeline?.stages.map(({ id }) => id)).toEqual(expect.arrayContaining([bench.stage.stageId, bench.emptyStage.stageId]))
    })

    test('fields have names, labels and types, and every default field exists on some kind of record', async () => {
      const fields = await sales.fields()
      const names = new Set(fields.map((field) => field.name))
      expect(fields.every((field) => field.name !== '' && field.label !== '')).toBe(true)
      expect(Object.values(sales.defaultFields).filter((field) => !names.has(field))).toEqual([])
    })

    test('the survey lists every sale of the stage once, in ascending order of id', async () => {
      const ids = (await surveyed()).map((head) => head.id)
      expect(ids).toEqual(bench.ids.toSorted((a, b) => Number(a) - Number(b)))
      expect(ids.length).toBeGreaterThanOrEqual(450)
    })

    test('the survey goes on after a given id', async () => {
      const all = (await surveyed()).map((head) => head.id)
      const middle = all[300] ?? ''
      expect((await surveyed({ afterId: middle })).map((head) => head.id)).toEqual(all.slice(301))
    })

    test('a stage without sales gives none, and a window before all changes gives none', async () => {
      expect(await surveyed({ stages: [bench.emptyStage] })).toEqual([])
      expect(await surveyed({ window: { from: '2001-01-01T00:00:00.000Z', to: '2001-02-01T00:00:00.000Z' } })).toEqual([])
    })

    test('records are whole: lines with exact decimals, a company, the stage and when it was entered', async () => {
      const record = await readOne(bench.ids[0] ?? '')
      expect(saleRecord.parse(record)).toEqual(record)
      expect(record).toMatchObject({ kind: bench.kind, pipelineId: bench.stage.pipelineId, stageId: bench.stage.stageId, archived: false })
      expect(record.stageEntries[0]?.stageId).toBe(bench.stage.stageId)
      expect(record.stageEntries.map((entry) => new Date(entry.at).toISOString())).toEqual(record.stageEntries.map((entry) => entry.at))
      expect(record.companies.length).toBeGreaterThanOrEqual(1)
      expect(record.lines.length).toBeGreaterThanOrEqual(2)
      for (const line of record.lines) expect([parseDecimal(line.quantity), parseDecimal(line.unitPrice)]).toEqual([line.quantity, line.unitPrice])
    })

    test('any number of ids is read at once; unknown ids are left out and repeated ones given once', async () => {
      const asked = [...bench.ids.slice(0, 250), '999999999999', bench.ids[0] ?? '']
      const read = (await Array.fromAsync(sales.read(bench.kind, asked, bench.want))).flat()
      expect(read.map((parsed) => (parsed.ok ? parsed.value.id : '?')).toSorted()).toEqual(bench.ids.slice(0, 250).toSorted())
      expect((await Array.fromAsync(sales.read(bench.kind, [], bench.want))).flat()).toEqual([])
    })

    test('survey, read and heads state the same change stamp', async () => {
      const id = bench.ids[1] ?? ''
      const head = (await surveyed()).find((found) => found.id === id)
      const [fresh] = await sales.heads(bench.kind, [id])
      expect([head?.changedAt, fresh?.changedAt]).toEqual([(await readOne(id)).changedAt, head?.changedAt])
      expect(fresh).toMatchObject({ archived: false, mergedInto: null })
    })

    test('write-back is prepared once and again without harm, and each sale gets its outcome', async () => {
      expect(await sales.prepareWriteBack(bench.kind)).toBeNull()
      expect(await sales.prepareWriteBack(bench.kind)).toBeNull()
      const ids = bench.ids.slice(10, 140)
      const values = { status: 'created', message: 'Åäö "1"', documentNumber: '1001', documentUrl: 'https://example.se/1001' } as const
      const outcomes = await sales.writeBack(bench.kind, [...ids, '999999999999'].map((id) => ({ id, values })))
      expect(outcomes.map(({ id }) => id)).toEqual([...ids, '999999999999'])
      expect(outcomes.slice(0, -1).every(({ outcome }) => outcome.type === 'written')).toBe(true)
      expect(outcomes.at(-1)?.outcome.type).toBe('refused')
    })

    test('the stamp given by a write-back is the stamp that is read afterwards', async () => {
      const id = bench.ids[11] ?? ''
      const [written] = await sales.writeBack(bench.kind, [{ id, values: { status: 'held', message: 'x', documentNumber: '', documentUrl: '' } }])
      const stamp = written?.outcome.type === 'written' ? written.outcome.value.changedAt : 'not written'
      if (stamp !== null) expect((await readOne(id)).changedAt).toBe(stamp)
    })

    test('a sale that we wrote on is still listed when it has left the stage', async () => {
      const id = bench.ids[12] ?? ''
      const from = new Date(Date.now() - 1_000).toISOString()
      await bench.moveAway(id)
      const window = { from, to: new Date(Date.now() + 1_000).toISOString() }
      expect((await surveyed({ window })).map((head) => head.id)).not.toContain(id)
      expect((await surveyed({ window, alsoChanged: 'touched' })).map((head) => head.id)).toContain(id)
      expect((await surveyed({ window, alsoChanged: 'all' })).map((head) => head.id)).toContain(id)
    })

    test('a deleted sale is not read, is told as archived, and stands among the newest deleted', async () => {
      const id = bench.ids[400] ?? ''
      await bench.remove(id)
      expect((await Array.fromAsync(sales.read(bench.kind, [id], bench.want))).flat()).toEqual([])
      expect(await sales.heads(bench.kind, [id])).toMatchObject([{ id, archived: true }])
      for await (const page of sales.archived(bench.kind)) {
        expect(page[0]).toBe(id)
        break
      }
    })

    test('an id that never existed has no head', async () => {
      expect(await sales.heads(bench.kind, ['999999999999'])).toEqual([])
    })

    test('merged sales answer as their survivor, which names the ids it absorbed', async () => {
      const [primary, other] = [bench.ids[420] ?? '', bench.ids[421] ?? '']
      const survivor = await bench.merge(primary, other)
      const absorbed = [primary, other].filter((id) => id !== survivor)
      const read = (await Array.fromAsync(sales.read(bench.kind, [primary, other], bench.want))).flat()
      expect(read).toHaveLength(1)
      const record = read[0]?.ok === true ? read[0].value : null
      expect(record?.id).toBe(survivor)
      expect(record?.mergedIds).toEqual(expect.arrayContaining(absorbed))
      expect(record?.lines.length).toBeGreaterThanOrEqual(2)
      expect((await sales.heads(bench.kind, absorbed)).map((head) => head.mergedInto)).toEqual(absorbed.map(() => survivor))
    })
  })
}
