ALTER TABLE "payout_rows" ADD COLUMN "folder" text DEFAULT '' NOT NULL;--> statement-breakpoint
-- Rows of files that are forgotten by now keep "": their payout goes by its provider alone, as it did.
UPDATE "payout_rows" SET "folder" = "hub_files"."folder" FROM "hub_files" WHERE "hub_files"."integration" = "payout_rows"."integration" AND "hub_files"."key" = "payout_rows"."file" AND "hub_files"."folder" <> '';
