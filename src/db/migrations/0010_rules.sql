CREATE TABLE "kept_documents" (
	"integration" text NOT NULL,
	"source_entity" text NOT NULL,
	"source_key" text NOT NULL,
	"target_entity" text NOT NULL,
	"target_key" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"kept" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"proposal" text,
	CONSTRAINT "kept_documents_integration_source_entity_source_key_target_entity_pk" PRIMARY KEY("integration","source_entity","source_key","target_entity")
);
--> statement-breakpoint
CREATE TABLE "standard_parts" (
	"hash" text NOT NULL,
	"name" text NOT NULL,
	"part" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "standard_parts_hash_name_pk" PRIMARY KEY("hash","name")
);
--> statement-breakpoint
ALTER TABLE "integration_versions" ADD COLUMN "standards" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "written_by" text;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "rules" integer;--> statement-breakpoint
ALTER TABLE "proposals" ADD COLUMN "occasion" text;--> statement-breakpoint
CREATE INDEX "proposals_occasion" ON "proposals" USING btree ("integration","occasion","at") WHERE occasion is not null;