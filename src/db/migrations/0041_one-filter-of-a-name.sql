DROP INDEX "saved_filters_person";--> statement-breakpoint
-- Two tabs at once could leave a filter twice: one of them goes.
DELETE FROM "saved_filters" "one" USING "saved_filters" "other"
WHERE "one"."person" = "other"."person" AND "one"."integration" = "other"."integration" AND "one"."list" = "other"."list"
  AND "one"."name" = "other"."name" AND "one"."id" < "other"."id";--> statement-breakpoint
CREATE UNIQUE INDEX "saved_filters_name" ON "saved_filters" USING btree ("person","integration","list","name");
