CREATE TABLE "webhook_gaps" (
	"integration" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_gaps_integration_entity_key_pk" PRIMARY KEY("integration","entity","key")
);
--> statement-breakpoint
CREATE TABLE "webhook_modules" (
	"integration" text PRIMARY KEY NOT NULL,
	"heard_at" timestamp (3) with time zone,
	"about" jsonb,
	"backlog" jsonb,
	"shop_url" text,
	"rotated_at" timestamp (3) with time zone,
	"pairing_hash" text,
	"pairing_expires" timestamp (3) with time zone,
	"pairing_tries" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_records" (
	"integration" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_records_integration_entity_key_pk" PRIMARY KEY("integration","entity","key")
);
--> statement-breakpoint
CREATE TABLE "webhook_shops" (
	"integration" text NOT NULL,
	"shop" text NOT NULL,
	"last_event_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"lag_ms" integer NOT NULL,
	CONSTRAINT "webhook_shops_integration_shop_pk" PRIMARY KEY("integration","shop")
);
--> statement-breakpoint
CREATE INDEX "webhook_gaps_at" ON "webhook_gaps" USING btree ("at");--> statement-breakpoint
CREATE INDEX "webhook_records_at" ON "webhook_records" USING btree ("at");