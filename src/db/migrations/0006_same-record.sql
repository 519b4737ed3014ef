DROP INDEX "links_target";--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "answered" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "intents" ADD COLUMN "marks" jsonb;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "marks" jsonb;--> statement-breakpoint
CREATE INDEX "links_target" ON "links" USING btree ("integration","target_entity","target_key","source_entity");