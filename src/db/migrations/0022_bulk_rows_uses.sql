DROP INDEX "bulk_rows_to_write";--> statement-breakpoint
ALTER TABLE "bulk_rows" ADD COLUMN "uses" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "bulk_rows" ADD COLUMN "urgency" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bulk_rows" ADD COLUMN "round" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "bulk_rows" ADD COLUMN "replaced" jsonb;--> statement-breakpoint
CREATE INDEX "bulk_rows_round" ON "bulk_rows" USING btree ("integration","flow","round","key") WHERE round <> '';--> statement-breakpoint
CREATE INDEX "bulk_rows_to_write" ON "bulk_rows" USING btree ("integration","flow","urgency","key") WHERE wanted is not null;