DROP INDEX "bulk_rows_wanted";--> statement-breakpoint
ALTER TABLE "bulk_rows" DROP COLUMN "written_hash";--> statement-breakpoint
ALTER TABLE "bulk_rows" DROP COLUMN "wanted_hash";