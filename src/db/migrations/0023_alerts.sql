CREATE TABLE "alert_causes" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"integration" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"title" text NOT NULL,
	"path" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"missing_since" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "alert_channels" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"channel" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"state" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "alert_notices" (
	"cause" text NOT NULL,
	"channel" text NOT NULL,
	"what" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"message" text,
	CONSTRAINT "alert_notices_cause_channel_what_pk" PRIMARY KEY("cause","channel","what")
);
--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"name" text PRIMARY KEY NOT NULL,
	"rules" jsonb NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "alert_causes_open" ON "alert_causes" USING btree ("key") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "alert_causes_ended" ON "alert_causes" USING btree ("ended_at");--> statement-breakpoint
CREATE INDEX "alert_messages_due" ON "alert_messages" USING btree ("due_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "alert_messages_newest" ON "alert_messages" USING btree ("at");--> statement-breakpoint
CREATE INDEX "alert_notices_message" ON "alert_notices" USING btree ("message");--> statement-breakpoint
CREATE INDEX "alert_notices_unsent" ON "alert_notices" USING btree ("channel") WHERE message is null;