CREATE TABLE "raw_bodies" (
	"hash" text PRIMARY KEY NOT NULL,
	"body" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "raw_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"integration" text NOT NULL,
	"system" text NOT NULL,
	"operation" text NOT NULL,
	"entity" text,
	"key" text,
	"at" timestamp (3) with time zone NOT NULL,
	"took_ms" integer NOT NULL,
	"status" integer,
	"sent_hash" text NOT NULL,
	"sent_length" integer NOT NULL,
	"received_hash" text NOT NULL,
	"received_length" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "raw_messages_newest" ON "raw_messages" USING btree ("integration","at");--> statement-breakpoint
CREATE INDEX "raw_messages_at" ON "raw_messages" USING btree ("at");