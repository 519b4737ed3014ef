ALTER TABLE "bulk_rows" ADD COLUMN "compared" jsonb;--> statement-breakpoint
ALTER TABLE "bulk_rows" ADD COLUMN "sent" jsonb;--> statement-breakpoint
ALTER TABLE "bulk_rows" ADD COLUMN "alone" jsonb;--> statement-breakpoint
ALTER TABLE "bulk_rows" ADD COLUMN "alone_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "bulk_rows_alone" ON "bulk_rows" USING btree ("integration","flow","alone_at") WHERE alone_at is not null;