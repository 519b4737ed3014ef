CREATE TABLE "saved_filters" (
	"id" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"integration" text NOT NULL,
	"list" text NOT NULL,
	"name" text NOT NULL,
	"query" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "saved_filters" ADD CONSTRAINT "saved_filters_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "saved_filters_person" ON "saved_filters" USING btree ("person","integration","list");