// Help of the settings about customers and source fields.

export const customerHelp = {
  'customers.match': { values: '[link, orgNumber, vatNumber, customerNumber, email]', sv: 'I vilken ordning kunden söks.', en: 'In which order the customer is looked for.' },
  'customers.update': { values: 'fillEmpty, never, overwrite', sv: 'Om ett befintligt kundkort uppdateras; även per fält.', en: 'Whether an existing card is updated; also per field.' },
  'customers.number': { values: 'auto, fromCrm', sv: 'Varifrån nya kunders nummer kommer.', en: 'Where the numbers of new customers come from.' },
  'customers.default': { values: '-', sv: 'Nummer på standardkunden. Dess kort ändras aldrig.', en: 'Number of the default customer. Its card is never changed.' },
  'customers.defaultWhen': { values: 'noCustomer, private, always, condition', sv: 'När standardkunden används.', en: 'When the default customer is used.' },
  'customers.labels': { values: '-', sv: 'Kundklass i CRM till kundetikett i bokföringen.', en: 'Classification in the CRM to customer label in the books.' },
  'customers.emailIgnore': { values: '[]', sv: 'Adresser och domäner som inte säger vem köparen är: egen domän, delade brevlådor.', en: 'Addresses and domains that do not tell who buys: own domain, shared mailboxes.' },
  'customers.addressDiffers': { values: 'hold, updateCard, ignore', sv: 'När dokumentets adress skiljer sig från kundkortets (bara utkast; order bär sin egen).', en: "When the document's address differs from the card's (drafts only; orders carry their own)." },
  'customers.placeholder': { values: 'none, {postalCode, city}', sv: 'Vad som skrivs i obligatoriska fält som saknas; hittas aldrig på.', en: 'What is written in required fields that are missing; never invented.' },
  'customers.byCountry': { values: '-', sv: 'Vad nya kundkort får per land: språk, valuta, villkor, momsval.', en: 'What new cards get by country: language, currency, terms, VAT choices.' },
  fields: { values: 'proposed at setup', sv: 'Vilka CRM-egenskaper som håller organisationsnummer, momsnummer, faktura-e-post, gata och så vidare.', en: 'Which CRM properties hold organisation number, VAT number, invoice e-mail, street and so on.' },
}
