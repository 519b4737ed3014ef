CREATE TABLE "payout_rows" (
	"integration" text NOT NULL,
	"provider" text NOT NULL,
	"id" text NOT NULL,
	"payout" text NOT NULL,
	"currency" text NOT NULL,
	"kind" text NOT NULL,
	"date" text NOT NULL,
	"amount" text NOT NULL,
	"fee" text NOT NULL,
	"transaction" text NOT NULL,
	"also_known" text NOT NULL,
	"reference" text NOT NULL,
	"closes" text NOT NULL,
	"file" text NOT NULL,
	"line" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payout_rows_integration_provider_id_pk" PRIMARY KEY("integration","provider","id")
);
--> statement-breakpoint
CREATE INDEX "payout_rows_payout" ON "payout_rows" USING btree ("integration","provider","payout","currency");--> statement-breakpoint
CREATE INDEX "payout_rows_newest" ON "payout_rows" USING btree ("integration","at");