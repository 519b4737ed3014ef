-- Of two records that left an incident at the same moment, neither closed it: such are open without a record.
UPDATE "incidents" SET "state" = 'resolved'
WHERE "state" = 'open' AND NOT EXISTS (SELECT 1 FROM "incident_records" WHERE "incident" = "incidents"."id" AND NOT "released");
