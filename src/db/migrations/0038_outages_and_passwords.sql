CREATE TABLE "connection_waits" (
	"integration" text NOT NULL,
	"system" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	CONSTRAINT "connection_waits_integration_system_since_entity_key_pk" PRIMARY KEY("integration","system","since","entity","key")
);
--> statement-breakpoint
ALTER TABLE "tokens" ADD COLUMN "made_by" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "password_until" timestamp with time zone;