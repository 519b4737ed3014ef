CREATE TABLE "changes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"integration" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"cause" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"run" text
);
--> statement-breakpoint
CREATE TABLE "cursors" (
	"integration" text NOT NULL,
	"feed" text NOT NULL,
	"cursor" text NOT NULL,
	"polled_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cursors_integration_feed_pk" PRIMARY KEY("integration","feed")
);
--> statement-breakpoint
CREATE TABLE "incident_records" (
	"incident" text NOT NULL,
	"integration" text NOT NULL,
	"flow" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"run" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"released" boolean DEFAULT false NOT NULL,
	CONSTRAINT "incident_records_incident_entity_key_pk" PRIMARY KEY("incident","entity","key")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"integration" text NOT NULL,
	"flow" text NOT NULL,
	"fingerprint" text NOT NULL,
	"question" jsonb NOT NULL,
	"state" text NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "integration_versions" (
	"integration" text NOT NULL,
	"version" integer NOT NULL,
	"parts" jsonb NOT NULL,
	"by" text NOT NULL,
	"note" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "integration_versions_integration_version_pk" PRIMARY KEY("integration","version")
);
--> statement-breakpoint
CREATE TABLE "integrations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"connections" jsonb NOT NULL,
	"cut_over" timestamp (3) with time zone NOT NULL,
	"paused" boolean NOT NULL,
	"paused_flows" jsonb NOT NULL,
	"confirmed" jsonb,
	"version" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "intents" (
	"integration" text NOT NULL,
	"source_entity" text NOT NULL,
	"source_key" text NOT NULL,
	"target_entity" text NOT NULL,
	"target_key" text NOT NULL,
	"operation" text NOT NULL,
	"state" text NOT NULL,
	"document_hash" text NOT NULL,
	"sends" integer NOT NULL,
	"last_sent_at" timestamp (3) with time zone,
	CONSTRAINT "intents_integration_source_entity_source_key_target_entity_pk" PRIMARY KEY("integration","source_entity","source_key","target_entity")
);
--> statement-breakpoint
CREATE TABLE "journal_entries" (
	"run" text NOT NULL,
	"sequence" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"entry" jsonb,
	"payload" text,
	CONSTRAINT "journal_entries_run_sequence_pk" PRIMARY KEY("run","sequence")
);
--> statement-breakpoint
CREATE TABLE "links" (
	"integration" text NOT NULL,
	"source_entity" text NOT NULL,
	"source_key" text NOT NULL,
	"target_entity" text NOT NULL,
	"target_key" text NOT NULL,
	"written_hash" text NOT NULL,
	"written" jsonb NOT NULL,
	"read_back" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "links_integration_source_entity_source_key_target_entity_pk" PRIMARY KEY("integration","source_entity","source_key","target_entity")
);
--> statement-breakpoint
CREATE TABLE "nonces" (
	"integration" text NOT NULL,
	"nonce" text NOT NULL,
	"expires" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "nonces_integration_nonce_pk" PRIMARY KEY("integration","nonce")
);
--> statement-breakpoint
CREATE TABLE "observations" (
	"integration" text NOT NULL,
	"feed" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	CONSTRAINT "observations_integration_feed_entity_key_pk" PRIMARY KEY("integration","feed","entity","key")
);
--> statement-breakpoint
CREATE TABLE "payloads" (
	"hash" text PRIMARY KEY NOT NULL,
	"body" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"integration" text NOT NULL,
	"flow" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"state" text NOT NULL,
	"epoch" integer NOT NULL,
	"attempts" integer NOT NULL,
	"crashes" integer NOT NULL,
	"resumed" boolean NOT NULL,
	"version" integer NOT NULL,
	"entries" integer NOT NULL,
	"reason" text,
	"next_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "secrets" (
	"integration" text NOT NULL,
	"name" text NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "secrets_integration_name_pk" PRIMARY KEY("integration","name")
);
--> statement-breakpoint
CREATE TABLE "waits" (
	"run" text NOT NULL,
	"integration" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "waits_run_entity_key_pk" PRIMARY KEY("run","entity","key")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "changes_untaken" ON "changes" USING btree ("integration","entity","key") WHERE run is null;--> statement-breakpoint
CREATE INDEX "changes_record" ON "changes" USING btree ("integration","entity","key");--> statement-breakpoint
CREATE INDEX "changes_waiting" ON "changes" USING btree ("at") WHERE run is null;--> statement-breakpoint
CREATE INDEX "incident_records_record" ON "incident_records" USING btree ("integration","entity","key") WHERE not released;--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_open" ON "incidents" USING btree ("integration","fingerprint") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "incidents_newest" ON "incidents" USING btree ("state","last_at");--> statement-breakpoint
CREATE UNIQUE INDEX "intents_target" ON "intents" USING btree ("integration","target_entity","target_key");--> statement-breakpoint
CREATE UNIQUE INDEX "links_target" ON "links" USING btree ("integration","target_entity","target_key","source_entity");--> statement-breakpoint
CREATE INDEX "nonces_expires" ON "nonces" USING btree ("expires");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_open" ON "runs" USING btree ("integration","flow","entity","key") WHERE state in ('running', 'waiting');--> statement-breakpoint
CREATE INDEX "runs_record" ON "runs" USING btree ("integration","entity","key","started_at");--> statement-breakpoint
CREATE INDEX "runs_newest" ON "runs" USING btree ("integration","started_at");--> statement-breakpoint
CREATE INDEX "runs_state" ON "runs" USING btree ("integration","state");--> statement-breakpoint
CREATE INDEX "waits_record" ON "waits" USING btree ("integration","entity","key");