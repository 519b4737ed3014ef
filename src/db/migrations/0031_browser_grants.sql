CREATE TABLE "sign_in_grant_secrets" (
	"hash" text PRIMARY KEY NOT NULL,
	"grant_id" text NOT NULL,
	"kind" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"bound" jsonb
);
--> statement-breakpoint
CREATE TABLE "sign_in_grants" (
	"id" text PRIMARY KEY NOT NULL,
	"client_id" text NOT NULL,
	"client_name" text NOT NULL,
	"person_id" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sign_in_grant_secrets" ADD CONSTRAINT "sign_in_grant_secrets_grant_id_sign_in_grants_id_fk" FOREIGN KEY ("grant_id") REFERENCES "public"."sign_in_grants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_grants" ADD CONSTRAINT "sign_in_grants_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sign_in_grant_secrets_grant" ON "sign_in_grant_secrets" USING btree ("grant_id");