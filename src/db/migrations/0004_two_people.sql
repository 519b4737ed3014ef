CREATE TABLE "sign_in_attempts" (
	"address" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "proposals" ADD COLUMN "plan_hash" text;--> statement-breakpoint
UPDATE "proposals" SET "plan_hash" = "proposal"->>'planHash';--> statement-breakpoint
ALTER TABLE "proposals" ALTER COLUMN "plan_hash" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "proposals" ADD COLUMN "approvals" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
UPDATE "proposals" SET "state" = 'superseded', "outcome" = 'The same was proposed twice; the other one stays.' WHERE "state" = 'pending' AND EXISTS (SELECT FROM "proposals" "newer" WHERE "newer"."state" = 'pending' AND "newer"."plan_hash" = "proposals"."plan_hash" AND ("newer"."at", "newer"."id") > ("proposals"."at", "proposals"."id"));--> statement-breakpoint
UPDATE "tokens" SET "revoked_at" = now() WHERE "revoked_at" IS NULL AND "owner" NOT IN (SELECT "email" FROM "people");--> statement-breakpoint
CREATE INDEX "sign_in_attempts_since" ON "sign_in_attempts" USING btree ("since");--> statement-breakpoint
CREATE UNIQUE INDEX "proposals_pending" ON "proposals" USING btree ("plan_hash") WHERE state = 'pending';
