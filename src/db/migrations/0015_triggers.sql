CREATE TABLE "bulk_rows" (
	"integration" text NOT NULL,
	"flow" text NOT NULL,
	"key" text NOT NULL,
	"target_key" text NOT NULL,
	"written_hash" text,
	"written" jsonb,
	"wanted_hash" text,
	"wanted" jsonb,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "bulk_rows_integration_flow_key_pk" PRIMARY KEY("integration","flow","key")
);
--> statement-breakpoint
CREATE TABLE "hub_files" (
	"integration" text NOT NULL,
	"key" text NOT NULL,
	"folder" text NOT NULL,
	"name" text NOT NULL,
	"size" integer NOT NULL,
	"encoding" text NOT NULL,
	"text" text NOT NULL,
	"by" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "hub_files_integration_key_pk" PRIMARY KEY("integration","key")
);
--> statement-breakpoint
CREATE TABLE "hub_records" (
	"integration" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "hub_records_integration_entity_key_pk" PRIMARY KEY("integration","entity","key")
);
--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "off_flows" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "bulk_rows_wanted" ON "bulk_rows" USING btree ("integration","flow","key") WHERE wanted_hash is not null;--> statement-breakpoint
CREATE INDEX "hub_files_newest" ON "hub_files" USING btree ("integration","received_at");--> statement-breakpoint
CREATE INDEX "hub_records_newest" ON "hub_records" USING btree ("integration","entity","at");