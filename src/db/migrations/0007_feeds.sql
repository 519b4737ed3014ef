CREATE TABLE "feed_failures" (
	"integration" text NOT NULL,
	"feed" text NOT NULL,
	"failures" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"hint" text NOT NULL,
	CONSTRAINT "feed_failures_integration_feed_pk" PRIMARY KEY("integration","feed")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "unreadable_records" (
	"integration" text NOT NULL,
	"feed" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"tries" integer NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"message" text NOT NULL,
	"hint" text NOT NULL,
	CONSTRAINT "unreadable_records_integration_feed_entity_key_pk" PRIMARY KEY("integration","feed","entity","key")
);
--> statement-breakpoint
ALTER TABLE "incident_records" ALTER COLUMN "run" DROP NOT NULL;