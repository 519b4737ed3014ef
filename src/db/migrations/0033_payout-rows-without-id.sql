-- Rows of settlement reports without an id of the provider are told apart by payout, amount and date, too. Those that are kept
-- get the id that they are read with now: an export that overlaps would bring them a second time.
UPDATE "payout_rows" SET "id" = "given"."id" FROM (
  SELECT "integration", "provider", "id" AS "kept", "base" || '/' || "payout" || '/' || "amount" || '/' || "date" ||
    CASE "place" WHEN 1 THEN '' ELSE '#' || "place" END AS "id"
  FROM (
    SELECT *, row_number() OVER (
      PARTITION BY "integration", "provider", "base", "payout", "amount", "date" ORDER BY length("id"), "id") AS "place"
    FROM (
      SELECT *, CASE "provider" WHEN 'adyen' THEN regexp_replace("id", '#\d+$', '') ELSE "id" END AS "base"
      FROM "payout_rows" WHERE "provider" IN ('adyen', 'mollie') AND "id" LIKE '/%'
    ) "bare"
  ) "counted"
) "given"
WHERE "payout_rows"."integration" = "given"."integration" AND "payout_rows"."provider" = "given"."provider"
  AND "payout_rows"."id" = "given"."kept";
