-- Tokens of before could read who customers are. They keep that until they end: what reads by one of them must not find placeholders in the place of names without a word. New tokens have it where an admin says so.
UPDATE "tokens" SET "scopes" = "scopes" || '["people"]'::jsonb WHERE "revoked_at" IS NULL AND NOT "scopes" ? 'people' AND "scopes" ? 'read';
