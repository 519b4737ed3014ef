CREATE TABLE "levels" (
	"integration" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"lowest" numeric NOT NULL,
	"place" text NOT NULL,
	"days" jsonb NOT NULL,
	CONSTRAINT "levels_integration_entity_key_pk" PRIMARY KEY("integration","entity","key")
);
--> statement-breakpoint
CREATE INDEX "levels_negative" ON "levels" USING btree ("integration","entity","lowest") WHERE lowest < 0;--> statement-breakpoint
CREATE INDEX "levels_moved" ON "levels" USING btree ("integration","entity","at");