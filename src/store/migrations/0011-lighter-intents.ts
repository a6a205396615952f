// Keys of intents go with their intents by the statement, not row by row.
import type { Migration } from '../migrate.ts'

export const lighterIntents: Migration = {
  name: '0011-lighter-intents',
  sql: `
-- A reference asks and locks once for every key, and deletes once for every intent; a hundred orders have two hundred keys. Whoever deletes intents, their keys go in the same statement.
alter table intent_keys drop constraint intent_keys_intent_fkey;
create function forget_intent_keys() returns trigger language plpgsql as $$
begin
  delete from intent_keys where intent = any (array(select id from gone));
  return null;
end
$$;
create trigger intents_gone after delete on intents referencing old table as gone for each statement execute function forget_intent_keys();
`,
}
