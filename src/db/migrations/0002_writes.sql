ALTER TABLE "proposals" ADD COLUMN "progress" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "proposals" ADD COLUMN "claimed_until" timestamp (3) with time zone;