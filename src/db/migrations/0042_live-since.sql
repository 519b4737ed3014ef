ALTER TABLE "integrations" ADD COLUMN "live_since" timestamp (3) with time zone;--> statement-breakpoint
-- What is at work goes on unasked.
UPDATE "integrations" SET "live_since" = "cut_over" WHERE "confirmed" ->> 'kind' = 'live' AND (NOT "paused" OR EXISTS
  (SELECT FROM "links" WHERE "links"."integration" = "integrations"."id" AND "links"."target_entity" LIKE 'gp.%'));
