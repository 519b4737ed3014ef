CREATE TABLE "backfills" (
	"id" text PRIMARY KEY NOT NULL,
	"integration" text NOT NULL,
	"flow" text NOT NULL,
	"state" text NOT NULL,
	"reason" jsonb,
	"period" jsonb NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"progress" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "backfills_under_way" ON "backfills" USING btree ("integration","flow") WHERE state not in ('stopped', 'done');--> statement-breakpoint
CREATE INDEX "backfills_of" ON "backfills" USING btree ("integration","asked_at");