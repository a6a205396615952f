// The connector passes the books conformance suite, whichever way the vendor's undocumented choices fall.
import { booksConformance } from '../conformance/books.ts'
import { startGround } from './test-ground.ts'

booksConformance('eAccounting, choices as expected', () => startGround())

booksConformance('eAccounting, every choice the other way', () => startGround({
  marksFilterable: false, customerIdFilterable: false, createdUtcFilterable: false, modifiedUtcFilterable: false, textIgnoresCase: false,
  vatRateAsFraction: false, vatRounding: 'perRate', orderAmountIncludesVat: false, rowAmountIsNet: true, customerDiscountOnRows: true,
  duplicateNumberCode: 2000, duplicateNumberStatus: 409, unknownPropertyRejected: true, retryAfterHeader: false, idEchoOnConvertedDraft: '400/3000', notFoundStatus: 400,
  camelCaseAnswers: true, refreshRotation: 'always', dateShape: 'dateTime', deleteStatus: 204, oneArticlePrice: 'refused', labelWriteByName: false,
}))

booksConformance('eAccounting, whole kronor, filters on customer and time only', () => startGround({ marksFilterable: false }, { rounding: 1 }))
