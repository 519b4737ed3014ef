CREATE TABLE "known_records" (
	"integration" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"facts" jsonb NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "known_records_integration_entity_key_pk" PRIMARY KEY("integration","entity","key")
);
--> statement-breakpoint
CREATE INDEX "known_records_read" ON "known_records" USING btree ("integration","read_at");