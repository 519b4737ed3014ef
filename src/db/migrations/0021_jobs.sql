CREATE TABLE "jobs" (
	"integration" text NOT NULL,
	"flow" text NOT NULL,
	"entity" text NOT NULL,
	"key" text NOT NULL,
	"due_at" timestamp (3) with time zone,
	"held_by" text,
	"held_until" timestamp (3) with time zone,
	CONSTRAINT "jobs_integration_flow_entity_key_pk" PRIMARY KEY("integration","flow","entity","key")
);
--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("integration","flow","due_at") WHERE held_by is null;--> statement-breakpoint
CREATE INDEX "jobs_held" ON "jobs" USING btree ("held_by") WHERE held_by is not null;--> statement-breakpoint
-- What waits in the tables of pg-boss, as versions before used it, or came with a backup of such a version. There a job
-- that waits for its time stands 365,000 days later. The schema pgboss goes where nobody else has queues in it.
DO $$
DECLARE source regclass := coalesce(to_regclass('public.older_jobs'), to_regclass('pgboss.job'));
BEGIN
	IF source IS NULL THEN RETURN; END IF;
	EXECUTE format($move$
		INSERT INTO jobs (integration, flow, entity, key, due_at)
		SELECT i.id, substr(j.name, length(i.id) + 2), j.data #>> '{record,entity}', j.data #>> '{record,key}',
			min(CASE WHEN j.state::text <> 'created' THEN now()
				WHEN j.start_after > now() + interval '4380000 hours' THEN j.start_after - interval '8760000 hours'
				ELSE least(j.start_after, now()) END)
		FROM %s j JOIN integrations i ON starts_with(j.name, i.id || '.')
		WHERE j.state::text IN ('created', 'retry', 'active') AND j.data #>> '{record,key}' IS NOT NULL
		GROUP BY 1, 2, 3, 4$move$, source);
	IF source = to_regclass('public.older_jobs') THEN
		DROP TABLE older_jobs;
		RETURN;
	END IF;
	EXECUTE 'DELETE FROM pgboss.job j USING integrations i WHERE starts_with(j.name, i.id || ''.'')';
	IF NOT EXISTS (SELECT 1 FROM pgboss.queue q WHERE q.name NOT LIKE '\_\_pgboss%'
		AND NOT EXISTS (SELECT 1 FROM integrations i WHERE starts_with(q.name, i.id || '.'))) THEN
		DROP SCHEMA pgboss CASCADE;
	END IF;
END $$;
