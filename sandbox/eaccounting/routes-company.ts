// Company settings, users, notes, partner resource links and the app store status.
import { randomUUID } from 'node:crypto'
import { instantText } from './calendar.ts'
import type { Company } from './company.ts'
import { notes, partnerLinks } from './entities-customer.ts'
import { appStore, companySettingsBody, users } from './entities-reference.ts'
import { answerPlainList } from './list.ts'
import { refuse, unknownReference } from './refusal.ts'
import { bodyOf, deleted, findIn, listAnswer, listRequest } from './route-parts.ts'
import type { Answer, Call, Route } from './world.ts'
import { accountingRead, purchaseRead, sales, salesRead } from './world.ts'

const anyRead = [...salesRead, ...accountingRead, ...purchaseRead]
const linkWrite = ['ea:sales', 'ea:purchase']
export const companyRoutes: readonly Route[] = [
  { method: 'GET', template: '/companysettings', scopes: salesRead, handle: call => ({ status: 200, body: presentSettings(call.company) }) },
  { method: 'PUT', template: '/companysettings', scopes: sales, handle: replaceSettings },
  { method: 'GET', template: '/users', scopes: anyRead, handle: listUsers },
  { method: 'GET', template: '/appstore/status', scopes: anyRead, handle: call => ({ status: 200, body: appStatus(call) }) },
  { method: 'PUT', template: '/appstore/status', scopes: anyRead, handle: setAppStatus },
  { method: 'GET', template: '/notes', scopes: anyRead, handle: call => listAnswer(call, notes, call.company.notes) },
  { method: 'POST', template: '/notes', scopes: anyRead, handle: createNote },
  { method: 'GET', template: '/notes/{id}', scopes: anyRead, handle: call => ({ status: 200, body: findIn(call, call.company.notes, 'id') }) },
  { method: 'GET', template: '/partnerresourcelinks', scopes: [...salesRead, ...purchaseRead], handle: call => listAnswer(call, partnerLinks, call.company.partnerLinks) },
  { method: 'POST', template: '/partnerresourcelinks', scopes: linkWrite, handle: createLink },
  { method: 'GET', template: '/partnerresourcelinks/{id}', scopes: [...salesRead, ...purchaseRead], handle: call => ({ status: 200, body: findIn(call, call.company.partnerLinks, 'id') }) },
  { method: 'PUT', template: '/partnerresourcelinks/{id}', scopes: linkWrite, handle: replaceLink },
  { method: 'DELETE', template: '/partnerresourcelinks/{id}', scopes: linkWrite, handle: removeLink },
]

/** No field named Id (fact 189). */
export function presentSettings(company: Company): object {
  const { AutoInvoiceActivationStatus, ...settings } = company.settings
  company.settleNextCustomerNumber()
  company.settleNextArticleNumber()
  return {
    ...settings,
    AccountingLockedTo: settings.AccountingLockedTo ?? '0001-01-01',
    NextCustomerNumber: company.settings.NextCustomerNumber,
    NextArticleNumber: company.settings.NextArticleNumber,
    NextSupplierNumber: 1,
    MobilePhone: null,
    PeppolId: `0007:${settings.CorporateIdentityNumber.replace('-', '')}`,
    AccountNumberDigits: 4,
    VatPeriod: 1,
    ShowContributionMargin: false,
    HasProportionalVatEnabled: false,
    UseAutomaticVatCalculation: true,
    ShowCostCenterReminder: false,
    ShowProjectReminder: false,
    AutoInvoice: { AutoInvoiceActivationStatus, AutoInvoiceB2CStatus: 0, AutoInvoiceInboundStatus: 0 },
    CompanyText: {
      CustomerInvoiceTextDomestic: null, CustomerInvoiceTextForeign: null, OrderTextDomestic: null, OrderTextForeign: null, OverDueTextDomestic: null, OverDueTextForeign: null,
    },
    InvoicePrintSettingsType: 0,
  }
}

function replaceSettings(call: Call): Answer {
  const written = bodyOf(call, companySettingsBody)
  const { settings } = call.company
  Object.assign(settings, {
    ...written, Email: written.Email ?? undefined, Phone: written.Phone ?? undefined,
  })
  return { status: 200, body: presentSettings(call.company), note: { kind: 'companySettings', action: 'updated', id: call.company.id } }
}

function listUsers(call: Call): Answer {
  const rows = call.company.staff.all().map(({ readOnly: _r, hasLicence: _h, licenceAccepted: _l, salesPermission: _s, ...user }) => ({ ...user, IsCurrentUser: user.Id === call.user.Id }))
  return { status: 200, body: answerPlainList(listRequest(call), users, rows) }
}

function appStatus(call: Call): object {
  return { Id: call.company.id, ActivationStatus: call.company.appStoreStatus, ModifiedUtc: instantText(call.now) }
}

function setAppStatus(call: Call): Answer {
  call.company.appStoreStatus = bodyOf(call, appStore).ActivationStatus
  return { status: 200, body: appStatus(call), note: { kind: 'appStore', action: 'updated', id: call.company.id } }
}

/** POST answers 200 here (fact 50). Kinds of document: 6 order, 21 order draft (fact 89). */
function createNote(call: Call): Answer {
  const stamp = instantText(call.now)
  const note = { Id: randomUUID(), ...bodyOf(call, notes), UserId: call.user.Id, CreatedUtc: stamp, ModifiedUtc: stamp }
  call.company.notes.put(note, call.now)
  return { status: 200, body: note, note: { kind: 'note', action: 'created', id: note.Id, more: { AttachedTo: note.AttachedTo } } }
}

/** Resource types: 0 article, 1 customer, 3 invoice, 5 draft; 2, 4 and 6 are the purchase side, which the twin does not have. */
function checkResource(call: Call, link: { ResourceType: number; ResourceId: string }): void {
  const { articles, customers, invoices, drafts } = call.company
  const table = { 0: articles, 1: customers, 3: invoices, 5: drafts }[link.ResourceType]
  if (!table) throw refuse(2000, `ResourceType ${link.ResourceType} is not served by the twin.`)
  if (!table.get(link.ResourceId)) throw unknownReference('ResourceId', link.ResourceId)
}

function createLink(call: Call): Answer {
  const link = { Id: randomUUID(), ...bodyOf(call, partnerLinks) }
  checkResource(call, link)
  call.company.partnerLinks.put(link, call.now)
  return { status: 201, body: link, note: { kind: 'partnerLink', action: 'created', id: link.Id, more: { ResourceId: link.ResourceId } } }
}

function replaceLink(call: Call): Answer {
  const link = { Id: findIn(call, call.company.partnerLinks, 'id').Id, ...bodyOf(call, partnerLinks) }
  checkResource(call, link)
  call.company.partnerLinks.put(link, call.now)
  return { status: 200, body: link, note: { kind: 'partnerLink', action: 'updated', id: link.Id } }
}

function removeLink(call: Call): Answer {
  const link = findIn(call, call.company.partnerLinks, 'id')
  call.company.partnerLinks.remove(link.Id)
  return deleted(call, { kind: 'partnerLink', action: 'deleted', id: link.Id })
}
