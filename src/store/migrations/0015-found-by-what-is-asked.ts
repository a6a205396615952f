// What is looked up by ids, keys or hashes is found by them, whichever organisations PostgreSQL's statistics know.
import type { Migration } from '../migrate.ts'

export const foundByWhatIsAsked: Migration = {
  name: '0015-found-by-what-is-asked',
  sql: `
-- An organisation that came after the last look at a table is one row of it in PostgreSQL's eyes. Every index that begins with the organisation then seems as good as the right one, and all rows of the
-- organisation were read where a hundred were asked for. An index that begins with what is asked for leaves no such choice.
drop index links_by_target;
create index links_by_target on links (target_id, org, target_account, family);
alter table known_customers drop constraint known_customers_pkey, add primary key (id, org, account);
drop index known_customers_number, known_customers_org, known_customers_vat;
create index known_customers_number on known_customers (number_hash, org, account);
create index known_customers_org on known_customers (org_hash, org, account);
create index known_customers_vat on known_customers (vat_hash, org, account);
alter table known_customer_emails drop constraint known_customer_emails_pkey, add primary key (email_hash, org, account, id);
drop index known_customer_emails_id;
create index known_customer_emails_id on known_customer_emails (id, org, account);
alter table known_articles drop constraint known_articles_pkey, add primary key (id, org, account);
drop index known_articles_number;
create index known_articles_number on known_articles (number_key, org, account);
drop index known_marks_document;
create index known_marks_document on known_marks (id, kind, org, account);
create index known_documents_created_from on known_documents (created_from) where created_from is not null;
drop index kept_numbers_number;
create index kept_numbers_number on kept_numbers (number, org, account);
`,
}
