CREATE TABLE "connection_periods" (
	"integration" text NOT NULL,
	"system" text NOT NULL,
	"kind" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	"code" text,
	CONSTRAINT "connection_periods_integration_system_kind_since_pk" PRIMARY KEY("integration","system","kind","since")
);
--> statement-breakpoint
CREATE TABLE "incident_care" (
	"incident" text PRIMARY KEY NOT NULL,
	"integration" text NOT NULL,
	"assignee" text,
	"snoozed_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "incident_notes" (
	"id" text PRIMARY KEY NOT NULL,
	"incident" text NOT NULL,
	"integration" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"note" text NOT NULL
);
--> statement-breakpoint
DROP INDEX "runs_state";--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "facts" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "connection_periods_open" ON "connection_periods" USING btree ("integration","system","kind") WHERE until is null;--> statement-breakpoint
CREATE INDEX "incident_notes_incident" ON "incident_notes" USING btree ("incident","at");--> statement-breakpoint
CREATE INDEX "runs_reference" ON "runs" USING btree ("integration",(facts ->> 'reference')) WHERE facts is not null;--> statement-breakpoint
CREATE INDEX "runs_owner" ON "runs" USING btree ("integration",(facts ->> 'owner')) WHERE facts is not null;--> statement-breakpoint
CREATE INDEX "runs_state" ON "runs" USING btree ("integration","state","started_at");