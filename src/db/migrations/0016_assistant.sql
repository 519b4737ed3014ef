CREATE TABLE "chat_messages" (
	"chat" text NOT NULL,
	"integration" text NOT NULL,
	"sequence" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"message" jsonb NOT NULL,
	CONSTRAINT "chat_messages_chat_sequence_pk" PRIMARY KEY("chat","sequence")
);
--> statement-breakpoint
CREATE TABLE "chats" (
	"id" text PRIMARY KEY NOT NULL,
	"integration" text NOT NULL,
	"owner" text NOT NULL,
	"title" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_calls" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"integration" text NOT NULL,
	"task" text NOT NULL,
	"model" text NOT NULL,
	"prompt" text NOT NULL,
	"prompt_hash" text NOT NULL,
	"outcome" text NOT NULL,
	"tokens" jsonb NOT NULL,
	"cost_usd" numeric(18, 9) NOT NULL,
	"took_ms" integer NOT NULL,
	"request_id" text,
	"subject" text NOT NULL,
	"entity" text,
	"key" text,
	"sent" jsonb,
	"answered" jsonb
);
--> statement-breakpoint
CREATE TABLE "model_switches" (
	"integration" text PRIMARY KEY NOT NULL,
	"allowed" boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "triage" jsonb;--> statement-breakpoint
CREATE INDEX "chats_owner" ON "chats" USING btree ("owner","updated_at");--> statement-breakpoint
CREATE INDEX "model_calls_newest" ON "model_calls" USING btree ("at");--> statement-breakpoint
CREATE INDEX "model_calls_record" ON "model_calls" USING btree ("integration","entity","key");--> statement-breakpoint
CREATE INDEX "model_calls_subject" ON "model_calls" USING btree ("integration","subject","at");